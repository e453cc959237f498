//! One hash for words and for the checksums of pages, the same on every machine and in every
//! version, because it is written into files.

/// Odd constants without structure (the fractions of √2 and √3).
const KEYS: [u64; 2] = [0x6A09_E667_F3BC_C909, 0xBB67_AE85_84CA_A73B];

/// A 64-bit hash of `bytes`: eight at a time through a folded 64 × 64 → 128-bit product, the
/// construction of wyhash. Good at noticing damage and at spreading words; no defence against an
/// adversary. Cost: about 4 bytes a cycle.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut chunks = bytes.chunks_exact(8);
    let mut state = KEYS[0] ^ bytes.len() as u64;
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(eight));
    }
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    mix(mix(state ^ u64::from_le_bytes(last)))
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
