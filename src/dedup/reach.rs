//! Which stretches of time new articles can still be compared with.

/// Articles whose times say what is still asked for, the last that were recorded. An archive that is being read
/// keeps the stretches of its own time as long as no more than so many others come in between.
pub const LATEST_ARTICLES: i64 = 10_000;

/// Of the stretches `kept`, numbers in the order of time, those that are more than `reach` away from every one of
/// `latest`, into which the last articles fell; in the order given.
///
/// The answer knows no clock: the same articles in the same order give up the same stretches, and one article with
/// a mistaken date, however far in the future, takes nothing from the others. Nothing is given up when `latest`
/// is empty.
#[must_use]
pub fn out_of_reach(kept: &[i64], latest: &[i64], reach: i64) -> Vec<i64> {
    if latest.is_empty() {
        return Vec::new();
    }
    let is_near = |stretch: i64| {
        latest
            .iter()
            .any(|one| one.abs_diff(stretch) <= reach.unsigned_abs())
    };
    kept.iter()
        .copied()
        .filter(|stretch| !is_near(*stretch))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_further_back_than_any_window_of_the_latest_articles_goes() {
        assert_eq!(out_of_reach(&[1, 2, 3, 4, 5], &[6, 5], 2), [1, 2]);
        assert_eq!(out_of_reach(&[-4, 0], &[0], 3), [-4]);
    }

    #[test]
    fn an_article_of_the_far_future_takes_nothing_away() {
        assert_eq!(out_of_reach(&[8, 9, 10], &[i64::MAX, 10], 2), []);
    }

    #[test]
    fn an_old_archive_keeps_its_own_time_beside_the_present() {
        assert_eq!(out_of_reach(&[1, 2, 50, 98, 99], &[2, 99], 3), [50]);
        assert_eq!(out_of_reach(&[1, 2], &[], 3), [], "nothing was recorded yet");
    }
}
