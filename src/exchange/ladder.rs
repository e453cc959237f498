//! The ladder form, for scorers: see [`crate::align::ladder`].

use std::io::{self, Write};

use crate::align::Bead;

/// The beads of one pair.
pub fn pair(out: &mut dyn Write, beads: &[Bead]) -> io::Result<()> {
    out.write_all(crate::align::ladder::write(beads).as_bytes())
}
