//! A linear-chain conditional random field, trained by AdaGrad with dropped-out features.
//!
//! Lafferty, McCallum and Pereira 2001; Duchi, Hazan and Singer 2011. The weights are the mean of those at the ends
//! of the last rounds, which is steadier than any of them.

#![expect(
    clippy::needless_range_loop,
    reason = "matrices of labels read as their formulas are written"
)]

use dateline::facts::entity::training::{LABELS, ROW, Weights, may_begin, may_end, may_follow};

/// How the training goes.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Bits of the weight table.
    pub bits: u32,
    pub rounds: usize,
    /// Rounds at the end whose weights are averaged.
    pub averaged: usize,
    pub rate: f32,
    /// Pull of the weights that are looked at towards 0.
    pub decay: f32,
    /// Share of the features that is left out of each look at a stretch.
    pub dropout: f32,
    pub seed: u64,
    /// Largest weight that the 8 bits hold.
    pub largest: f32,
}

/// One stretch, its features as rows of the table.
#[derive(Clone, Debug)]
pub struct Example {
    pub rows: Vec<Vec<u32>>,
    pub labels: Vec<u8>,
    /// How much it counts; 1 is usual.
    pub weight: f32,
}

type Row = [f32; ROW];

/// Numbers drawn one after another, the same for the same seed (xorshift64*).
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// At least 0, below 1.
    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }
}

struct Trainer {
    settings: Settings,
    rows: Vec<Row>,
    squares: Vec<Row>,
    pairs: [[f32; LABELS]; LABELS],
    pair_squares: [[f32; LABELS]; LABELS],
    allowed: [[bool; LABELS]; LABELS],
}

/// Trains on `examples`; `told` hears of each round.
pub fn train(
    examples: &[Example],
    settings: Settings,
    mut told: impl FnMut(usize, f64, &dyn Fn() -> Weights),
) -> Weights {
    let size = 1_usize << settings.bits;
    let mut allowed = [[false; LABELS]; LABELS];
    for (before, row) in allowed.iter_mut().enumerate() {
        for (after, is_allowed) in row.iter_mut().enumerate() {
            *is_allowed = may_follow(before as u8, after as u8);
        }
    }
    let mut trainer = Trainer {
        settings,
        rows: vec![[0.0; ROW]; size],
        squares: vec![[0.0; ROW]; size],
        pairs: [[0.0; LABELS]; LABELS],
        pair_squares: [[0.0; LABELS]; LABELS],
        allowed,
    };
    let mut mean = vec![[0.0_f32; ROW]; size];
    let mut mean_pairs = [[0.0_f32; LABELS]; LABELS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut draw = Draw::new(settings.seed);
    let share = 1.0 / settings.averaged as f32;
    for round in 0..settings.rounds {
        for at in (1..order.len()).rev() {
            order.swap(at, (draw.next() % (at as u64 + 1)) as usize);
        }
        let mut loss = 0.0;
        for &at in &order {
            loss += trainer.step(&examples[at], &mut draw);
        }
        if round + settings.averaged >= settings.rounds {
            for (mean, row) in mean.iter_mut().zip(&trainer.rows) {
                for (mean, weight) in mean.iter_mut().zip(row) {
                    *mean += weight * share;
                }
            }
            for (mean, row) in mean_pairs.iter_mut().zip(&trainer.pairs) {
                for (mean, weight) in mean.iter_mut().zip(row) {
                    *mean += weight * share;
                }
            }
        }
        told(round, loss, &|| {
            Weights::quantised(&trainer.rows, &trainer.pairs, settings.largest)
        });
    }
    Weights::quantised(&mean, &mean_pairs, settings.largest)
}

impl Trainer {
    /// One look at a stretch: its loss, and the weights moved against it.
    fn step(&mut self, example: &Example, draw: &mut Draw) -> f64 {
        let count = example.labels.len();
        let keep = 1.0 - self.settings.dropout;
        let kept: Vec<Vec<u32>> = example
            .rows
            .iter()
            .map(|rows| rows.iter().copied().filter(|_| draw.share() < keep).collect())
            .collect();
        let mut scores = vec![[0.0_f32; ROW]; count];
        for (score, rows) in scores.iter_mut().zip(&kept) {
            for &row in rows {
                for (score, weight) in score.iter_mut().zip(&self.rows[row as usize]) {
                    *score += weight / keep;
                }
            }
        }
        let (alpha, beta, log_z) = self.sums(&scores);
        let mut gold = 0.0_f64;
        for (at, &label) in example.labels.iter().enumerate() {
            gold += f64::from(scores[at][label as usize]);
            if at > 0 {
                gold += f64::from(self.pairs[example.labels[at - 1] as usize][label as usize]);
            }
        }
        self.move_pairs(example, &scores, &alpha, &beta, log_z);
        let weight = example.weight / keep;
        for at in 0..count {
            let mut gradient = [0.0_f32; ROW];
            for label in 0..LABELS {
                let p = (alpha[at][label] + beta[at][label] - log_z).exp() as f32;
                let right = f32::from(u8::from(example.labels[at] as usize == label));
                gradient[label] = (p - right) * weight;
            }
            let Settings { rate, decay, .. } = self.settings;
            for &row in &kept[at] {
                let (weights, squares) = (&mut self.rows[row as usize], &mut self.squares[row as usize]);
                for label in 0..LABELS {
                    let g = gradient[label] + decay * weights[label];
                    squares[label] += g * g;
                    weights[label] -= rate * g / (1.0e-6 + squares[label].sqrt());
                }
            }
        }
        log_z - gold
    }

    /// Forward and backward sums in logarithms, and the logarithm of all.
    fn sums(&self, scores: &[Row]) -> (Vec<[f64; LABELS]>, Vec<[f64; LABELS]>, f64) {
        const NEVER: f64 = f64::NEG_INFINITY;
        let count = scores.len();
        let mut alpha = vec![[NEVER; LABELS]; count];
        let mut beta = vec![[NEVER; LABELS]; count];
        for label in 0..LABELS {
            if may_begin(label as u8) {
                alpha[0][label] = f64::from(scores[0][label]);
            }
            if may_end(label as u8) {
                beta[count - 1][label] = 0.0;
            }
        }
        // Sums of exponentials relative to the largest, the pair factors taken once a step.
        let factors = self.factors();
        for at in 1..count {
            let top = alpha[at - 1].iter().copied().fold(NEVER, f64::max);
            let scaled = alpha[at - 1].map(|a| (a - top).exp());
            for after in 0..LABELS {
                let sum: f64 = (0..LABELS)
                    .map(|before| scaled[before] * factors[before][after])
                    .sum();
                alpha[at][after] = sum.ln() + top + f64::from(scores[at][after]);
            }
        }
        for at in (0..count - 1).rev() {
            let own: [f64; LABELS] =
                std::array::from_fn(|label| beta[at + 1][label] + f64::from(scores[at + 1][label]));
            let top = own.iter().copied().fold(NEVER, f64::max);
            let scaled = own.map(|a| (a - top).exp());
            for before in 0..LABELS {
                let sum: f64 = (0..LABELS)
                    .map(|after| scaled[after] * factors[before][after])
                    .sum();
                beta[at][before] = sum.ln() + top;
            }
        }
        let ends: [f64; LABELS] =
            std::array::from_fn(|label| alpha[count - 1][label] + beta[count - 1][label]);
        let top = ends.iter().copied().fold(NEVER, f64::max);
        let log_z = ends.iter().map(|end| (end - top).exp()).sum::<f64>().ln() + top;
        (alpha, beta, log_z)
    }

    /// The exponentials of the pair scores; 0 where the labels must not follow each other.
    fn factors(&self) -> [[f64; LABELS]; LABELS] {
        std::array::from_fn(|before| {
            std::array::from_fn(|after| {
                if self.allowed[before][after] {
                    f64::from(self.pairs[before][after]).exp()
                } else {
                    0.0
                }
            })
        })
    }

    fn move_pairs(
        &mut self,
        example: &Example,
        scores: &[Row],
        alpha: &[[f64; LABELS]],
        beta: &[[f64; LABELS]],
        log_z: f64,
    ) {
        let factors = self.factors();
        let mut gradient = [[0.0_f64; LABELS]; LABELS];
        for at in 1..example.labels.len() {
            let top = alpha[at - 1].iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let before: [f64; LABELS] = alpha[at - 1].map(|a| (a - top).exp());
            let after: [f64; LABELS] = std::array::from_fn(|label| {
                (beta[at][label] + f64::from(scores[at][label]) + top - log_z).exp()
            });
            for from in 0..LABELS {
                for to in 0..LABELS {
                    gradient[from][to] += before[from] * factors[from][to] * after[to];
                }
            }
            gradient[example.labels[at - 1] as usize][example.labels[at] as usize] -= 1.0;
        }
        for from in 0..LABELS {
            for to in 0..LABELS {
                let g =
                    gradient[from][to] as f32 * example.weight + self.settings.decay * self.pairs[from][to];
                if self.allowed[from][to] && g != 0.0 {
                    self.pair_squares[from][to] += g * g;
                    self.pairs[from][to] -=
                        self.settings.rate * g / (1.0e-6 + self.pair_squares[from][to].sqrt());
                }
            }
        }
    }
}
