//! One hash for words and for the checksums of pages, the same on every machine and in every
//! version, because it is written into files.

/// Odd constants without structure (the fractions of √2 and √3).
const KEYS: [u64; 2] = [0x6A09_E667_F3BC_C909, 0xBB67_AE85_84CA_A73B];

/// Bytes that go through the four lanes together.
const STRIDE: usize = 32;

/// A 64-bit hash of `bytes`: eight at a time through a folded 64 × 64 → 128-bit product, the
/// construction of wyhash, in four lanes that do not wait for one another. Good at noticing damage
/// and at spreading words; no defence against an adversary. Cost: some 8 bytes a nanosecond.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut strides = bytes.chunks_exact(STRIDE);
    let mut state = KEYS[0] ^ bytes.len() as u64;
    if bytes.len() >= STRIDE {
        let mut lanes = [state, !state, state ^ KEYS[1], !state ^ KEYS[1]];
        for stride in &mut strides {
            for (lane, eight) in lanes.iter_mut().zip(stride.chunks_exact(8)) {
                *lane = mix(*lane ^ number(eight));
            }
        }
        state = lanes.into_iter().fold(state, |state, lane| mix(state ^ lane));
    }
    for eight in strides.remainder().chunks(8) {
        state = mix(state ^ number(eight));
    }
    mix(state)
}

/// Up to eight bytes as a number, little-endian, zeros for those that are missing.
fn number(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    match bytes.try_into() {
        Ok(whole) => eight = whole,
        Err(_) => eight.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from),
    }
    u64::from_le_bytes(eight)
}

fn mix(value: u64) -> u64 {
    // Added after the product, so that no value is swallowed by a factor of zero.
    let product = u128::from(value) * u128::from(KEYS[1]);
    ((product >> 64) as u64 ^ product as u64).wrapping_add(value.rotate_left(32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_changes_the_hash() {
        let page: Vec<u8> = (0..4096u32).map(|i| (i * 7) as u8).collect();
        let whole = hash(&page);
        for bit in (0..4096 * 8).step_by(61) {
            let mut damaged = page.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(hash(&damaged) as u32, whole as u32);
        }
        assert_ne!(hash(&page[..4095]), whole);
        assert_ne!(hash(&[0; 8]), hash(&[0; 16]));
    }
}
