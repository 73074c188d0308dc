//! What the system says of our own process, from `/proc`. Where there is none, nothing is said.

use std::path::Path;

/// Ticks of the processor clock in a second: fixed in the interface of Linux.
const TICKS_PER_S: f64 = 100.0;

/// Figures by the names that every monitoring system knows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ProcessFigures {
    pub(super) cpu_s: Option<f64>,
    pub(super) resident_bytes: Option<u64>,
    pub(super) threads: Option<u64>,
    pub(super) open_fds: Option<u64>,
    pub(super) max_fds: Option<u64>,
}

/// Reads them. Blocks for as long as the kernel takes to write a few lines.
pub(super) fn figures() -> ProcessFigures {
    let of = |name: &str| std::fs::read_to_string(Path::new("/proc/self").join(name)).unwrap_or_default();
    let (stat, status, limits) = (of("stat"), of("status"), of("limits"));
    ProcessFigures {
        cpu_s: cpu_s(&stat),
        resident_bytes: number_after(&status, "VmRSS:").map(|kib| kib * 1024),
        threads: number_after(&status, "Threads:"),
        open_fds: std::fs::read_dir("/proc/self/fd")
            .ok()
            .map(|entries| entries.count() as u64),
        max_fds: number_after(&limits, "Max open files"),
    }
}

/// User and system time of `/proc/self/stat`: the 14th and 15th field, counted behind the name in brackets.
fn cpu_s(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11).map(str::parse::<f64>);
    match (times.next(), times.next()) {
        (Some(Ok(user)), Some(Ok(system))) => Some((user + system) / TICKS_PER_S),
        _ => None,
    }
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_lines_are_read() {
        let stat = "7 (odd ) name) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 100 1000 200";
        assert_eq!(cpu_s(stat), Some(3.0));
        assert_eq!(cpu_s("nonsense"), None);
        assert_eq!(number_after("Name:\tx\nVmRSS:\t  12 kB\n", "VmRSS:"), Some(12));
        let limits = "Max open files            1024                 524288               files\n";
        assert_eq!(number_after(limits, "Max open files"), Some(1024));
        assert_eq!(number_after("Max open files unlimited", "Max open files"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn our_own_figures_are_there() {
        let figures = figures();
        assert!(
            figures.resident_bytes > Some(1 << 20) && figures.open_fds > Some(2),
            "{figures:?}"
        );
        assert!(figures.cpu_s.is_some() && figures.threads >= Some(1) && figures.max_fds.is_some());
    }
}
