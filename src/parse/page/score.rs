//! Which element of a page holds the article.

use super::outline::{Element, Outline, Tag};
use crate::parse::blocks::{Role, Shape};

/// Elements around a paragraph that share its score.
const REACH: usize = 5;
/// Elements around the best one that are asked whether they hold more of the article.
const CLIMB: usize = 4;
/// What the name of a body is worth, and the name of something else costs; readability's weight.
const NAME_WEIGHT: f64 = 25.0;
/// Letters for one point of a paragraph's length, and the most points; readability has 100
/// characters and 3.
const SIGNS_A_POINT: usize = 85;
const LENGTH_POINTS_MAX: usize = 3;
/// Signs that part clauses, in the scripts of the sampled pages.
const COMMAS: [char; 5] = [',', '،', '、', '，', '﹐'];

/// What an element holds outside furniture.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// Letters and signs of its prose, items of lists left out.
    pub(super) prose: usize,
    /// All of its letters and signs, and those inside links.
    signs: usize,
    linked: usize,
    /// Elements with prose in it that are called bodies of articles, itself counted.
    bodies: usize,
}

/// The sums of each element.
pub(super) fn sums(outline: &Outline, is_furniture: &[bool]) -> Vec<Sums> {
    let elements = &outline.elements;
    let mut sums = vec![Sums::default(); elements.len()];
    for (block, &holder) in outline.of_block.iter().enumerate() {
        if is_furniture[holder] {
            continue;
        }
        let held = &mut sums[holder];
        held.signs += outline.signs[block];
        held.linked += outline.linked[block];
        if outline.is_prose(block) && outline.blocks[block].role != Role::ListItem {
            held.prose += outline.signs[block];
        }
    }
    for index in (1..elements.len()).rev() {
        sums[index].bodies += usize::from(elements[index].traits.is_body && sums[index].prose > 0);
        let inner = sums[index];
        let outer = &mut sums[elements[index].parent];
        outer.prose += inner.prose;
        outer.signs += inner.signs;
        outer.linked += inner.linked;
        outer.bodies += inner.bodies;
    }
    sums
}

/// The score of each element: what paragraphs add to the elements around them.
pub(super) fn scores(outline: &Outline, is_furniture: &[bool], clean: &[Sums]) -> Vec<f64> {
    let elements = &outline.elements;
    let is_body = bodies(elements, clean);
    let around = around(elements);
    let mut scores = vec![0.0; elements.len()];
    let mut is_candidate = vec![false; elements.len()];
    for (block, &holder) in outline.of_block.iter().enumerate() {
        if is_furniture[holder] || !outline.is_prose(block) {
            continue;
        }
        let commas = outline.blocks[block].text.matches(COMMAS).count();
        let length = (outline.signs[block] / SIGNS_A_POINT).min(LENGTH_POINTS_MAX);
        let points = (1 + commas + length) as f64;
        let mut at = if is_paragraph(&elements[holder]) {
            around[holder]
        } else {
            holder
        };
        for level in 0..REACH {
            if !std::mem::replace(&mut is_candidate[at], true) {
                scores[at] += base(&elements[at], is_body[at]);
            }
            scores[at] += points * share(level);
            if at == 0 {
                break;
            }
            at = around[at];
        }
    }
    for (score, element) in scores.iter_mut().zip(elements) {
        if element.signs > 0 {
            *score *= 1.0 - element.linked as f64 / element.signs as f64;
        }
    }
    scores
}

/// The nearest element around each that is no part of a line: unknown elements hold whole pages.
fn around(elements: &[Element]) -> Vec<usize> {
    let mut around = vec![0; elements.len()];
    for (index, element) in elements.iter().enumerate().skip(1) {
        let parent = element.parent;
        around[index] = if elements[parent].shape == Shape::Inline {
            around[parent]
        } else {
            parent
        };
    }
    around
}

/// What an element so many levels around a paragraph gets of its points.
fn share(level: usize) -> f64 {
    match level {
        0 => 1.0,
        1 => 0.5,
        _ => 1.0 / (level as f64 * 3.0),
    }
}

/// Whether an element is one paragraph itself, so that the one around it is the candidate.
fn is_paragraph(element: &Element) -> bool {
    matches!(
        element.tag,
        Tag::Paragraph | Tag::Cell | Tag::Quote | Tag::Heading
    ) || (element.children == 0 && element.blocks <= 1)
}

/// What an element's name is worth; readability's weights.
fn base(element: &Element, is_body: bool) -> f64 {
    let by_tag = match element.tag {
        Tag::Div | Tag::Article => 5.0,
        Tag::Quote | Tag::Cell => 3.0,
        Tag::List => -3.0,
        Tag::Heading => -5.0,
        _ => 0.0,
    };
    let traits = element.traits;
    let mut by_name = 0.0;
    if is_body {
        by_name += NAME_WEIGHT;
    }
    if traits.is_furniture || traits.is_doubtful {
        by_name -= NAME_WEIGHT;
    }
    by_tag + by_name
}

/// Elements called bodies of articles; where one that is lies inside another and holds most of its
/// prose, the outer one is a column.
fn bodies(elements: &[Element], clean: &[Sums]) -> Vec<bool> {
    let mut is_body: Vec<bool> = elements.iter().map(|element| element.traits.is_body).collect();
    let mut in_bodies = vec![0; elements.len()];
    for index in (1..elements.len()).rev() {
        let prose = clean[index].prose;
        let held = if is_body[index] { prose } else { in_bodies[index] };
        is_body[index] &= in_bodies[index] * 5 < prose.max(1) * 3;
        let outer = &mut in_bodies[elements[index].parent];
        *outer = held.max(*outer);
    }
    is_body
}

/// The element that holds the article; `None` on a page without prose.
pub(super) fn best(outline: &Outline, scores: &[f64], clean: &[Sums]) -> Option<usize> {
    let elements = &outline.elements;
    // A single caption full of commas must not beat a report, so the size counts too.
    let rank = |index: usize| {
        let unlinked = clean[index].signs.saturating_sub(clean[index].linked);
        scores[index] * (unlinked as f64).sqrt()
    };
    let candidates = (0..scores.len()).filter(|&index| scores[index] > 0.0);
    let top = candidates.max_by(|&a, &b| rank(a).total_cmp(&rank(b)).then(b.cmp(&a)))?;
    let mut top = climb(elements, clean, with_twin(outline, scores, top));
    while elements[top].parent > 1 && elements[elements[top].parent].children == 1 {
        top = elements[top].parent;
    }
    Some(top)
}

/// The element around `top` and another part of the article that is called the same, if there is one.
fn with_twin(outline: &Outline, scores: &[f64], top: usize) -> usize {
    /// Least part of the score that a twin has.
    const SCORE_SHARE: f64 = 0.4;
    let elements = &outline.elements;
    let class = elements[top].class;
    let is_twin = |other: usize| {
        other != top
            && class != 0
            && elements[other].class == class
            && scores[other] > scores[top] * SCORE_SHARE
            && !outline.is_inside(other, top)
            && !outline.is_inside(top, other)
    };
    let Some(twin) = (0..elements.len())
        .filter(|&other| is_twin(other))
        .max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)))
    else {
        return top;
    };
    let mut around = elements[top].parent;
    while !outline.is_inside(twin, around) {
        around = elements[around].parent;
    }
    // Siblings are found without; the page itself holds everything.
    if around > 1 && around != elements[top].parent {
        around
    } else {
        top
    }
}

/// Goes out from `top` as long as what comes in is more of the same prose.
fn climb(elements: &[Element], clean: &[Sums], mut top: usize) -> usize {
    let (mut at, mut bodies_around) = (top, 0);
    for _ in 0..CLIMB {
        if elements[at].parent <= 1 || elements[at].tag == Tag::Article {
            break;
        }
        at = elements[at].parent;
        bodies_around += usize::from(elements[at].traits.is_body && clean[at].prose > 0);
        let (inner, outer) = (clean[top], clean[at]);
        let (prose, signs) = (outer.prose - inner.prose, outer.signs - inner.signs);
        let linked = outer.linked - inner.linked;
        // What is called the body is all of it, unless another one stands beside it.
        let may_grow = !elements[top].traits.is_body || outer.bodies > inner.bodies + bodies_around;
        // As much again would be another article, or what its readers say.
        let is_more = prose * 8 >= inner.prose && prose <= inner.prose;
        if may_grow && is_more && prose * 10 >= signs * 7 && linked * 4 <= signs {
            top = at;
            bodies_around = 0;
        }
    }
    top
}
