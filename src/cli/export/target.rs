//! The folder that is written: hidden until it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Format;
use crate::cli::rows::{Form, Out};
use crate::store::{Cell, TakeRows, ViewShape};

/// What was written of one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) view: String,
    pub(super) rows: u64,
    pub(super) files: usize,
    pub(super) bytes: u64,
}

/// An export in the making; what there is of it goes with it unless it is put in place.
pub(super) struct Target {
    out: PathBuf,
    partial: PathBuf,
    format: Format,
    /// Paths below the folder.
    files: Vec<PathBuf>,
    written: Vec<Written>,
}

impl Target {
    /// Makes the hidden folder beside `out`.
    pub(super) fn beside(out: &Path, format: Format) -> anyhow::Result<Self> {
        let out = std::path::absolute(out).with_context(|| format!("cannot write {}", out.display()))?;
        if out.exists() && !out.is_dir() {
            bail!("{} is a file; name a folder", out.display());
        }
        let Some(name) = out.file_name() else {
            bail!("{} cannot be written: name a folder", out.display());
        };
        let name = format!(".{}.{}.partial", name.to_string_lossy(), std::process::id());
        let partial = out.with_file_name(name);
        // Left by a process of the same number that was killed.
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir(&partial).with_context(|| format!("cannot write beside {}", out.display()))?;
        Ok(Self {
            out,
            partial,
            format,
            files: Vec::new(),
            written: Vec::new(),
        })
    }

    /// The file for the rows of `view`, of one day if given. It comes into being with its first row.
    pub(super) fn file<'a>(&'a mut self, view: &'a ViewShape, day: Option<&str>) -> TargetFile<'a> {
        if self.written.last().is_none_or(|last| last.view != view.name) {
            self.written.push(Written {
                view: view.name.clone(),
                rows: 0,
                files: 0,
                bytes: 0,
            });
        }
        let mut path = PathBuf::from(&view.name);
        path.extend(day.map(|day| format!("seen_on={day}")));
        path.push(format!("{}.{}", view.name, self.format.ending()));
        TargetFile {
            target: self,
            view,
            path,
            columns: Vec::new(),
            form: None,
            rows: 0,
        }
    }

    /// Gives everything its own name: the folder in one step when it is new, else file by file.
    pub(super) fn place(mut self) -> anyhow::Result<Vec<Written>> {
        let written = std::mem::take(&mut self.written);
        let wrong = || format!("cannot write {}", self.out.display());
        if self.out.exists() {
            for file in &self.files {
                let own = self.out.join(file);
                if let Some(folder) = own.parent() {
                    fs::create_dir_all(folder).with_context(wrong)?;
                }
                fs::rename(self.partial.join(file), &own).with_context(wrong)?;
            }
        } else {
            fs::rename(&self.partial, &self.out).with_context(wrong)?;
        }
        if let Some(folder) = self.out.parent() {
            File::open(folder)
                .and_then(|folder| folder.sync_all())
                .with_context(wrong)?;
        }
        Ok(written)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.partial);
    }
}

/// One file of an export.
pub(super) struct TargetFile<'a> {
    target: &'a mut Target,
    view: &'a ViewShape,
    path: PathBuf,
    columns: Vec<String>,
    form: Option<(Box<dyn Form>, File)>,
    rows: u64,
}

impl TargetFile<'_> {
    /// Ends the file, so that it is on the disk; none without rows.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let Some((mut form, file)) = self.form else {
            return Ok(());
        };
        let wrong = || format!("writing {}", self.path.display());
        form.finish().with_context(wrong)?;
        drop(form);
        file.sync_all().with_context(wrong)?;
        let bytes = file.metadata().with_context(wrong)?.len();
        self.target.files.push(self.path);
        if let Some(written) = self.target.written.last_mut() {
            written.rows += self.rows;
            written.files += 1;
            written.bytes += bytes;
        }
        Ok(())
    }

    fn open(&self) -> io::Result<(Box<dyn Form>, File)> {
        let path = self.target.partial.join(&self.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(path)?;
        let out: Out = Box::new(io::BufWriter::with_capacity(1 << 18, file.try_clone()?));
        let mut form = super::form(self.target.format, self.view, out).map_err(io::Error::other)?;
        form.columns(&self.columns)?;
        Ok((form, file))
    }
}

impl TakeRows for TargetFile<'_> {
    fn columns(&mut self, names: &[String]) -> io::Result<()> {
        self.columns = names.to_vec();
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        if self.form.is_none() {
            self.form = Some(self.open()?);
        }
        self.rows += 1;
        match &mut self.form {
            Some((form, _)) => form.row(cells),
            None => Ok(()),
        }
    }
}
