//! What a query may not do, told to SQLite itself: limits, and a judge of every action.
//!
//! A read-only connection is no sandbox: it can attach other files, make temporary tables, and build values
//! of a gigabyte. SQLite asks the judge about each action while it compiles a statement, so nothing of a
//! refused one runs.

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use libsqlite3_sys as ffi;
use sqlx::SqliteConnection;

use crate::store::StoreError;

/// Longest value, in bytes: one instruction that builds a larger one could not be interrupted.
const VALUE_BYTES_MAX: c_int = 10_000_000;
/// Longest statement, in bytes.
pub(super) const SQL_BYTES_MAX: usize = 100_000;
/// SQLite's limits, far above what a person writes and far below what hurts.
const LIMITS: [(c_int, c_int); 9] = [
    (ffi::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX),
    (ffi::SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX as c_int),
    (ffi::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (ffi::SQLITE_LIMIT_COMPOUND_SELECT, 100),
    // Instructions of one compiled statement, not steps of its run.
    (ffi::SQLITE_LIMIT_VDBE_OP, 100_000),
    (ffi::SQLITE_LIMIT_FUNCTION_ARG, 100),
    (ffi::SQLITE_LIMIT_ATTACHED, 0),
    // LIKE and GLOB cost pattern times text.
    (ffi::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (ffi::SQLITE_LIMIT_WORKER_THREADS, 0),
];
/// PRAGMAs that only tell, with or without an argument.
const TELLING_PRAGMAS: [&str; 14] = [
    "collation_list",
    "compile_options",
    "database_list",
    "foreign_key_check",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
];
/// PRAGMAs that tell without an argument and set something with one.
const TWO_FACED_PRAGMAS: [&str; 14] = [
    "application_id",
    "auto_vacuum",
    "cache_size",
    "data_version",
    "encoding",
    "foreign_keys",
    "freelist_count",
    "journal_size_limit",
    "page_count",
    "page_size",
    "query_only",
    "schema_version",
    "synchronous",
    "user_version",
];

/// A statement that may run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inspected {
    /// Names of its columns, as SQLite gives them; may repeat.
    pub(super) columns: Vec<String>,
}

/// Why a statement may not run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Objection {
    /// It does something that is not allowed.
    Refused(String),
    /// SQLite does not understand it.
    Wrong(String),
}

thread_local! {
    /// What the judge last objected to. SQLite itself only says "not authorized".
    static OBJECTION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Raises the fence around `connection`, for good.
///
/// # Errors
/// When the connection is gone.
#[expect(
    unsafe_code,
    reason = "limits and the authorizer exist only in SQLite's C interface"
)]
pub(super) async fn raise(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut handle = connection
        .lock_handle()
        .await
        .map_err(|error| StoreError::from_driver("lock handle", error))?;
    let raw = handle.as_raw_handle().as_ptr();
    for (limit, value) in LIMITS {
        // SAFETY: the lock guarantees that no other thread uses the connection meanwhile.
        unsafe { ffi::sqlite3_limit(raw, limit, value) };
    }
    // SAFETY: as above; the function is static and takes no user data.
    let code = unsafe { ffi::sqlite3_set_authorizer(raw, Some(authorise), ptr::null_mut()) };
    if code == ffi::SQLITE_OK {
        Ok(())
    } else {
        Err(StoreError::Refused {
            statement: "authorizer",
            source: sqlx::Error::Io(std::io::Error::other(format!("SQLite answered {code}"))),
        })
    }
}

/// Compiles `sql` without running it.
///
/// # Errors
/// The inner ones: see [`Objection`]. The outer one when the connection is gone.
#[expect(
    unsafe_code,
    reason = "the driver runs all statements of a text; only the C interface tells where one ends"
)]
pub(super) async fn inspect(
    connection: &mut SqliteConnection,
    sql: &str,
) -> Result<Result<Inspected, Objection>, StoreError> {
    if sql.contains('\0') {
        return Ok(Err(Objection::Wrong("the SQL holds a NUL character".to_owned())));
    }
    let mut handle = connection
        .lock_handle()
        .await
        .map_err(|error| StoreError::from_driver("lock handle", error))?;
    // SAFETY: the lock guarantees that no other thread uses the connection while `handle` lives, and it
    // outlives the compiler.
    let compiler = unsafe { Compiler::new(handle.as_raw_handle().as_ptr()) };
    Ok(compiler.inspect(sql))
}

/// Sets how much memory SQLite may use in this whole process, in bytes; more is an error of the statement
/// that asks for it. For programs that do nothing else.
#[expect(unsafe_code, reason = "the limit exists only in SQLite's C interface")]
pub(in crate::store) fn cap_memory(bytes: i64) {
    // SAFETY: takes and returns plain numbers, and may be called at any time from any thread.
    unsafe { ffi::sqlite3_hard_heap_limit64(bytes) };
}

/// SQLite's compiler on a connection that nobody else uses.
struct Compiler {
    raw: *mut ffi::sqlite3,
}

#[expect(unsafe_code, reason = "only the C interface compiles without running")]
impl Compiler {
    /// # Safety
    /// `raw` is an open connection that no other thread uses while this lives.
    unsafe fn new(raw: *mut ffi::sqlite3) -> Self {
        Self { raw }
    }

    fn inspect(&self, sql: &str) -> Result<Inspected, Objection> {
        let (statement, length) = self.compile(sql)?;
        let Some(statement) = statement else {
            return Err(Objection::Wrong("there is no SQL to run".to_owned()));
        };
        match self.compile(&sql[length..]) {
            Ok((None, _)) => {}
            Ok((Some(_), _)) | Err(_) => {
                let words = "a query is one statement; run the others one by one";
                return Err(Objection::Refused(words.to_owned()));
            }
        }
        statement.judged()
    }

    /// The first statement of `sql`, `None` when there are only blanks and comments, and where it ends.
    fn compile(&self, sql: &str) -> Result<(Option<Compiled>, usize), Objection> {
        OBJECTION.set(None);
        let length = c_int::try_from(sql.len()).unwrap_or(c_int::MAX);
        let mut statement = ptr::null_mut();
        let mut tail = ptr::null();
        // SAFETY: the connection is ours alone; `sql` is valid for `length` bytes and outlives the call; the
        // two out-pointers are valid.
        let code = unsafe {
            ffi::sqlite3_prepare_v3(
                self.raw,
                sql.as_ptr().cast(),
                length,
                0,
                &raw mut statement,
                &raw mut tail,
            )
        };
        let compiled = (!statement.is_null()).then_some(Compiled { statement });
        if code != ffi::SQLITE_OK {
            return Err(self.objection(sql));
        }
        let end = (tail as usize).saturating_sub(sql.as_ptr() as usize);
        let end = sql.floor_char_boundary(end.min(sql.len()));
        Ok((compiled, end))
    }

    /// What the compiler has against `sql`, with its place.
    fn objection(&self, sql: &str) -> Objection {
        if let Some(words) = OBJECTION.take() {
            return Objection::Refused(words);
        }
        // SAFETY: the message is NUL-terminated and stays until the next call on the connection.
        let message = unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.raw)) }
            .to_string_lossy()
            .into_owned();
        // SAFETY: the connection is ours alone.
        let offset = unsafe { ffi::sqlite3_error_offset(self.raw) };
        Objection::Wrong(match usize::try_from(offset) {
            Ok(offset) => format!("{message} ({})", place(sql, offset)),
            Err(_) => message,
        })
    }
}

/// A compiled statement; given back to SQLite on drop.
struct Compiled {
    statement: *mut ffi::sqlite3_stmt,
}

#[expect(
    unsafe_code,
    reason = "only the C interface tells of a statement that has not run"
)]
impl Compiled {
    fn judged(&self) -> Result<Inspected, Objection> {
        // SAFETY: the statement is compiled and not yet given back, its connection is ours alone. This holds
        // for all calls below.
        let (is_reading, parameters, count) = unsafe {
            (
                ffi::sqlite3_stmt_readonly(self.statement) != 0,
                ffi::sqlite3_bind_parameter_count(self.statement),
                ffi::sqlite3_column_count(self.statement),
            )
        };
        if !is_reading {
            return Err(Objection::Refused(WRITES.to_owned()));
        }
        if parameters > 0 {
            let words = "there are parameters (?, :name, $name) in it; write the values in their place";
            return Err(Objection::Wrong(words.to_owned()));
        }
        let name = |column| {
            // SAFETY: as above; the name is NUL-terminated, or null when memory ran out.
            unsafe { text(ffi::sqlite3_column_name(self.statement, column)) }.unwrap_or_default()
        };
        Ok(Inspected {
            columns: (0..count).map(name).collect(),
        })
    }
}

#[expect(unsafe_code, reason = "a statement of the C interface is given back to it")]
impl Drop for Compiled {
    fn drop(&mut self) {
        // SAFETY: the statement is given back once; `Compiler`'s connection outlives it.
        unsafe { ffi::sqlite3_finalize(self.statement) };
    }
}

/// Asked by SQLite about each action of a statement that it compiles.
#[expect(unsafe_code, reason = "called by SQLite")]
unsafe extern "C" fn authorise(
    _: *mut c_void,
    action: c_int,
    first: *const c_char,
    second: *const c_char,
    _: *const c_char,
    _: *const c_char,
) -> c_int {
    // SAFETY: SQLite passes null or NUL-terminated strings that live through the call.
    let (first, second) = unsafe { (text(first), text(second)) };
    match judge(action, first.as_deref(), second.as_deref()) {
        Ok(()) => ffi::SQLITE_OK,
        Err(words) => {
            OBJECTION.set(Some(words));
            ffi::SQLITE_DENY
        }
    }
}

/// # Safety
/// `pointer` is null or a NUL-terminated string that lives through the call.
#[expect(unsafe_code, reason = "a string of the C interface")]
unsafe fn text(pointer: *const c_char) -> Option<String> {
    // SAFETY: see above.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned())
}

const WRITES: &str =
    "it writes, and a query only reads; to change something, work on a copy: `dateline snapshot FILE`";

const TEMPORARY: &str = "temporary tables are switched off; write WITH name AS (SELECT ...) instead";

/// Whether an action of SQLite's authorizer is allowed; in words when not.
fn judge(action: c_int, first: Option<&str>, second: Option<&str>) -> Result<(), String> {
    match action {
        ffi::SQLITE_SELECT | ffi::SQLITE_READ | ffi::SQLITE_RECURSIVE => Ok(()),
        // The function's name comes second.
        ffi::SQLITE_FUNCTION if second.is_some_and(|name| name.eq_ignore_ascii_case("load_extension")) => {
            Err("load_extension() is switched off".to_owned())
        }
        ffi::SQLITE_FUNCTION => Ok(()),
        ffi::SQLITE_PRAGMA => judge_pragma(first.unwrap_or_default(), second),
        ffi::SQLITE_ATTACH | ffi::SQLITE_DETACH => {
            Err("ATTACH and DETACH are switched off: a query sees this file only".to_owned())
        }
        ffi::SQLITE_TRANSACTION | ffi::SQLITE_SAVEPOINT => Err(
            "transactions are switched off: a query is one statement and sees one state of the file"
                .to_owned(),
        ),
        ffi::SQLITE_CREATE_TEMP_INDEX
        | ffi::SQLITE_CREATE_TEMP_TABLE
        | ffi::SQLITE_CREATE_TEMP_TRIGGER
        | ffi::SQLITE_CREATE_TEMP_VIEW => Err(TEMPORARY.to_owned()),
        // How making a temporary table begins.
        ffi::SQLITE_INSERT if first.is_some_and(|table| table.starts_with("sqlite_temp_")) => {
            Err(TEMPORARY.to_owned())
        }
        _ => Err(WRITES.to_owned()),
    }
}

fn judge_pragma(name: &str, argument: Option<&str>) -> Result<(), String> {
    let name = name.to_ascii_lowercase();
    let tells = TELLING_PRAGMAS.contains(&name.as_str())
        || (argument.is_none() && TWO_FACED_PRAGMAS.contains(&name.as_str()));
    if tells {
        Ok(())
    } else if TWO_FACED_PRAGMAS.contains(&name.as_str()) {
        Err(format!("PRAGMA {name} may be read here, not set"))
    } else {
        Err(format!(
            "PRAGMA {name} is switched off; there are table_list, table_info(NAME), index_list(NAME), and the \
             table `dictionary` explains every column"
        ))
    }
}

/// `line 2, column 5`, both from 1, in characters.
fn place(sql: &str, offset: usize) -> String {
    let before = &sql[..sql.floor_char_boundary(offset.min(sql.len()))];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    format!("line {line}, column {}", before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_allowed_and_everything_unknown_is_not() {
        assert_eq!(judge(ffi::SQLITE_READ, Some("article"), Some("title")), Ok(()));
        assert_eq!(judge(ffi::SQLITE_FUNCTION, None, Some("count")), Ok(()));
        for action in [0, ffi::SQLITE_DELETE, ffi::SQLITE_CREATE_VTABLE, 99] {
            assert_eq!(judge(action, None, None), Err(WRITES.to_owned()), "{action}");
        }
        assert!(judge(ffi::SQLITE_FUNCTION, None, Some("LOAD_extension")).is_err());
    }

    #[test]
    fn a_pragma_may_tell_but_not_set() {
        assert_eq!(judge_pragma("table_info", Some("article")), Ok(()));
        assert_eq!(judge_pragma("PAGE_SIZE", None), Ok(()));
        assert!(
            judge_pragma("page_size", Some("512"))
                .unwrap_err()
                .contains("not set")
        );
        for name in [
            "wal_checkpoint",
            "optimize",
            "writable_schema",
            "hard_heap_limit",
            "",
        ] {
            assert!(judge_pragma(name, None).is_err(), "{name}");
        }
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        assert_eq!(place("SELECT é\nFORM x", 10), "line 2, column 1");
        assert_eq!(place("é x", 3), "line 1, column 3");
        assert_eq!(place("é", 99), "line 1, column 2");
    }
}
