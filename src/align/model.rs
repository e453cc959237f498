//! Every constant of the alignment model, with its meaning, unit and source.
//!
//! "Tuned" means: by hand on the development sets in whole steps, checked that no set loses; the
//! figures are not sharp, a factor of 1.5 either way moves strict F1 by less than a point.

/// The shapes of a bead with two sides, (source sentences, target sentences).
///
/// All with m + n ≤ 7 and the long splits that free translation makes of one or two sentences. The first
/// [`COARSE_SHAPES`] are the usual ones.
pub const SHAPES: [(usize, usize); 33] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (2, 3),
    (3, 2),
    (1, 4),
    (4, 1),
    (2, 4),
    (4, 2),
    (3, 3),
    (1, 5),
    (5, 1),
    (1, 6),
    (6, 1),
    (2, 5),
    (5, 2),
    (3, 4),
    (4, 3),
    (2, 6),
    (6, 2),
    (1, 7),
    (7, 1),
    (1, 8),
    (8, 1),
    (2, 7),
    (7, 2),
    (2, 8),
    (8, 2),
    (1, 9),
    (9, 1),
];

/// Number of [`SHAPES`].
pub const SHAPE_COUNT: usize = SHAPES.len();

/// The largest m or n of a shape.
pub const MAX_SIDE: usize = 9;

/// Prior probability of each of [`SHAPES`] among beads with two sides.
///
/// Start values in the proportions that Gale & Church (1993, table 5) report for 1-1, 1-2 and 2-2,
/// flatter in the tail because news adaptations merge more, and alike both ways; re-estimated for each document pair.
pub const SHAPE_PRIOR: [f64; SHAPE_COUNT] = [
    0.83, 0.05, 0.05, 0.012, 0.009, 0.009, 0.006, 0.006, 0.003, 0.003, 0.002, 0.002, 0.002, 0.002,
    0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.0005, 0.0005, 0.0005, 0.0005, 0.0003,
    0.0003, 0.0003, 0.0003, 0.0002, 0.0002, 0.0002, 0.0002,
];

/// Prior probability that a gap run opens on one given side after a bead. Re-estimated.
pub const GAP_OPEN: f64 = 0.04;

/// Prior probability that a gap run goes on for one more sentence. Re-estimated.
pub const GAP_EXTEND: f64 = 0.45;

/// Log prior and length odds below which a bead is not looked at: a dozen words would have to agree.
pub const HOPELESS: f64 = -7.0;

/// How many of [`SHAPES`], from the first, the search knows that looks where the path may go at all.
pub const COARSE_SHAPES: usize = 3;

/// Lattice points that the path passes with less than this probability are given up after that look.
pub const COARSE_LEAST: f32 = 1e-5;

/// Points that are kept on either side of the others after the first look.
pub const COARSE_MARGIN: usize = 3;

/// The same between the rounds of learning.
pub const ROUND_MARGIN: usize = 1;

/// How many beads the priors above count for when they are re-estimated from a document.
pub const PRIOR_STRENGTH: f64 = 30.0;

/// Characters of English for one character of Arabic, white space and marks not counted.
pub const CHARS_RATIO_AR_EN: f64 = 1.16;

/// How many sentence pairs the length ratio above counts for when a document re-estimates it.
pub const RATIO_STRENGTH: f64 = 10.0;

/// Variance of the log length ratio of a bead: `FLOOR + PER_CHAR / characters`.
pub const LENGTH_VARIANCE_FLOOR: f64 = 0.015;

/// See [`LENGTH_VARIANCE_FLOOR`]; in squared log units × characters.
pub const LENGTH_VARIANCE_PER_CHAR: f64 = 1.2;

/// Degrees of freedom of the Student t that the log length ratio follows: tails for free translation.
pub const LENGTH_FREEDOM: f64 = 5.0;

/// Weight of the length evidence in the sum.
pub const LENGTH_WEIGHT: f64 = 1.0;

/// Probability mass of a word that its translation is none of the linked words of the document.
pub const NULL_MASS: f64 = 0.15;

/// λ of Model 1 at the start: probability that a word that could be explained by a link is, when the
/// sentences translate each other. Low, so that a noisy user's lexicon does not drive sentences apart
/// before the pair has taught how far it can be trusted.
pub const LAMBDA_WORD: f64 = 0.15;
/// λ of numbers, addresses and Latin words that stand in both texts.
pub const LAMBDA_ANCHOR: f64 = 0.85;
/// λ of question marks and other signs.
pub const LAMBDA_SIGN: f64 = 0.5;

/// Weight of the lexical evidence: 0.5 for each direction would be a plain average; more trusts the
/// words more than independence would allow.
pub const LEXICAL_WEIGHT: f64 = 0.8;

/// κ: how fast the alignment probability falls from the diagonal, over the length of a bead.
pub const DIAGONAL_FALL: f64 = 4.0;

/// μ: share of the words whose translations keep to the diagonal; the rest may stand anywhere.
pub const DIAGONAL_SHARE: f64 = 0.8;

/// Most pairs of linked words of two sentences that are looked at: sentences of hundreds of words.
pub const MOST_PAIRS: usize = 20_000;

/// Where the search for the best posterior threshold starts: half of the F1 that is in reach
/// maximises expected F1 (Lipton, Elkan & Naryanaswamy 2014).
pub const DECODE_THRESHOLD: f64 = 0.45;

/// Most rounds of that search; it converges in two or three.
pub const DECODE_ROUNDS: usize = 4;

/// Lattices of at most this many points are searched whole.
pub const WHOLE_LATTICE: usize = 4_000;

/// Half width of the corridor around anchors, in sentences, at the first try; doubled on a touch.
pub const MARGIN: usize = 10;

/// Tries with a wider corridor when the best path touches a wall.
pub const WIDENINGS: usize = 2;

/// A word anchors sentences if it stands in at most this many (or 1 in 500) of the other side.
pub const ANCHOR_MOST_SENTENCES: usize = 12;

/// Partners that are considered for a sentence.
pub const ANCHOR_CANDIDATES: usize = 3;

/// Least weight of an anchor: about one rare word in a sentence of twenty.
pub const ANCHOR_LEAST: f64 = 0.05;

/// A hole between anchors with more lattice points than this is searched along its diagonal only.
pub const HOLE_LATTICE: usize = 1_000_000;

/// Half width of the band in such a hole.
pub const HOLE_BAND: usize = 100;

/// Rounds of learning from the document pair itself.
pub const LEARN_ROUNDS: usize = 3;

/// Beads below this confidence teach nothing.
pub const LEARN_LEAST: f64 = 0.3;

/// How many tokens the prior of p(t|s) counts for against what the document shows.
pub const LEARN_PRIOR: f32 = 8.0;

/// Links below this p(t|s) are forgotten after a round.
pub const LEARN_NEGLIGIBLE: f32 = 2e-3;

/// How many tokens the average λ of a side counts for against a word's own record.
pub const LAMBDA_PRIOR: f64 = 8.0;

/// What a learned pair's G² must exceed beyond the largest that chance would give.
pub const LEARN_MARGIN: f64 = 0.0;

/// How many beads the prior of the layout model counts for against what the pair shows.
pub const LAYOUT_PRIOR: f64 = 12.0;

/// Prior odds factor for bead sides that both begin a paragraph, or both do not.
pub const LAYOUT_AGREEMENT: f64 = 1.5;

/// Prior factor of a paragraph break inside a bead, against the rate of breaks in the document.
pub const LAYOUT_INSIDE: f64 = 0.3;

/// Prior shares of the distances between the times of two subtitles that translate each other: within half a
/// second, 1.5, 4 and 12 seconds, more.
pub const TIME_PRIOR: [f64; 5] = [0.6, 0.2, 0.1, 0.05, 0.05];

/// How many beads that prior counts for against what the pair shows.
pub const TIME_PRIOR_WEIGHT: f64 = 10.0;

/// Most that a time may say, in log-odds.
pub const TIME_MOST: f64 = 6.0;

/// Most that one paragraph break may say, in log-odds.
pub const LAYOUT_MOST: f64 = 3.0;

/// A corridor of more points than this is not widened: memory stays in bounds.
pub const WIDEN_MOST: usize = 1_500_000;

/// Factor on all log-odds for the final posteriors; makes the confidence honest.
pub const TEMPERATURE: f64 = 0.4;

/// How far, in sentences, a sentence is looked for from where it should stand.
pub const MOVED_WINDOW: usize = 50;

/// Prior odds that a sentence left over has its translation in one given sentence left over on the other side.
pub const MOVED_PRIOR: f64 = 0.003;

/// Least confidence of a moved bead.
pub const MOVED_LEAST: f64 = 0.7;

/// Pairs of words that say less than this both ways, over a bead of one word, are not looked at.
pub const LEAST_EVIDENCE: f32 = 1.0;
