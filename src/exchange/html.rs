//! placeholder
use super::Options;
use crate::align::{AlignedPair, Bead};
use std::io::{self, Write};
/// begin
pub fn begin(_out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    Ok(())
}
/// pair
pub fn pair(
    _out: &mut dyn Write,
    _pair: &AlignedPair,
    _beads: &[Bead],
    _options: &Options,
) -> io::Result<()> {
    Ok(())
}
/// end
pub fn end(_out: &mut dyn Write) -> io::Result<()> {
    Ok(())
}
