//! The calibration as a picture: precision over confidence, one dot a bin, SVG.
//!
//! An honest confidence lies on the diagonal. The area of a dot is the share of the beads in it.

use std::fmt::Write;

use crate::align::calibration::Calibration;

/// Side of the plot in user units.
const SIDE: f64 = 400.0;
/// Room for the labels.
const EDGE: f64 = 50.0;
/// Radius of the dot that would hold all beads.
const RADIUS: f64 = 40.0;

/// The picture.
pub fn svg(calibration: &Calibration) -> String {
    let size = SIDE + 2.0 * EDGE;
    let (x, y) = (|p: f64| EDGE + SIDE * p, |p: f64| EDGE + SIDE * (1.0 - p));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" font-family=\"sans-serif\" \
         font-size=\"13\" role=\"img\" aria-label=\"Precision of beads over their confidence\">\n\
         <rect width=\"{size}\" height=\"{size}\" fill=\"white\"/>\n"
    );
    // Writing to a String cannot fail.
    for step in 0..=5 {
        let p = f64::from(step) / 5.0;
        let _ = writeln!(
            out,
            "<path d=\"M{0} {1}V{2}M{3} {4}H{5}\" stroke=\"#ddd\"/>\
             <text x=\"{0}\" y=\"{6}\" text-anchor=\"middle\">{p:.1}</text>\
             <text x=\"{7}\" y=\"{8}\" text-anchor=\"end\">{p:.1}</text>",
            x(p),
            y(0.0),
            y(1.0),
            x(0.0),
            y(p),
            x(1.0),
            y(0.0) + 20.0,
            x(0.0) - 8.0,
            y(p) + 4.0,
        );
    }
    let _ = writeln!(
        out,
        "<path d=\"M{} {}L{} {}\" stroke=\"#888\" stroke-dasharray=\"5 5\"/>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    let total = calibration.beads().max(1) as f64;
    for bin in calibration.bins().iter().filter(|bin| bin.beads > 0) {
        let radius = (RADIUS * (bin.beads as f64 / total).sqrt()).max(2.5);
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"#0a6ebd\" fill-opacity=\"0.6\">\
             <title>{} beads, confidence {:.3}, precision {:.3}</title></circle>",
            x(bin.confidence()),
            y(bin.precision()),
            bin.beads,
            bin.confidence(),
            bin.precision(),
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">confidence</text>\
         <text transform=\"rotate(-90 14 {1})\" x=\"14\" y=\"{2}\" text-anchor=\"middle\">precision</text>\
         <text x=\"{0}\" y=\"28\" text-anchor=\"middle\">{3} beads, expected calibration error {4:.3}</text>\n</svg>",
        x(0.5),
        y(0.0) + 40.0,
        y(0.5),
        calibration.beads(),
        calibration.error(),
    );
    out
}
