//! Numbers as they stand in a file: little-endian, or 7 bits a byte when most are small.

/// A number that a section can hold.
pub(super) trait Number: Copy {
    /// Bytes of one number.
    const BYTES: usize;
    /// Reads one number from exactly its bytes.
    fn from_bytes(bytes: &[u8]) -> Self;
    /// Appends the number's bytes.
    fn write(self, out: &mut Vec<u8>);
}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Number for $type {
            const BYTES: usize = size_of::<$type>();
            fn from_bytes(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().unwrap_or_default())
            }
            fn write(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}
number!(u8, u32, u64, u128);

/// All numbers in `bytes`.
pub(super) fn numbers<N: Number>(bytes: &[u8]) -> Vec<N> {
    bytes.chunks_exact(N::BYTES).map(N::from_bytes).collect()
}

/// Appends a number as 7 bits a byte, the lowest first, only the last byte below 128.
pub(super) fn write_short(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends the numbers that [`write_short`] wrote.
pub(super) fn read_short(bytes: &[u8], out: &mut Vec<u32>) {
    let (mut number, mut shift) = (0u32, 0);
    for &byte in bytes {
        number |= u32::from(byte & 0x7F).wrapping_shl(shift);
        shift += 7;
        if byte < 0x80 {
            out.push(number);
            (number, shift) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_come_back() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, 70_000, u32::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&n| write_short(n, &mut bytes));
        let mut back = Vec::new();
        read_short(&bytes, &mut back);
        assert_eq!(back, numbers);
        assert_eq!(bytes.len(), 1 + 1 + 1 + 2 + 2 + 3 + 3 + 5);
    }
}
