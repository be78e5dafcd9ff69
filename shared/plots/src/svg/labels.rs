//! Labels beside the ends of lines, moved apart where they would cover each other.

/// Where labels stand whose lines end at `wanted`, so that each is at least `gap` from the next, between `top` and `bottom` as far as
/// there is room. Their order is that of `wanted`; of equals the first is higher. They are moved as little as a single pass can tell.
pub fn apart(wanted: &[i32], gap: i32, top: i32, bottom: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&label| wanted[label]);
    // Labels that touch become one block, as high as all of them, about the middle of where they wanted to be.
    struct Block {
        top: i32,
        labels: Vec<usize>,
    }
    let placed = |labels: Vec<usize>| {
        let reach = gap * (labels.len() as i32 - 1);
        let middle: i32 = labels.iter().map(|&label| wanted[label]).sum::<i32>() / labels.len() as i32;
        Block { top: (middle - reach / 2).min(bottom - reach).max(top), labels }
    };
    let mut blocks: Vec<Block> = Vec::new();
    for label in order {
        let mut block = placed(vec![label]);
        while let Some(above) = blocks.pop_if(|above| above.top + gap * above.labels.len() as i32 > block.top) {
            block = placed([above.labels, block.labels].concat());
        }
        blocks.push(block);
    }
    let mut places = vec![0; wanted.len()];
    for block in blocks {
        for (number, label) in block.labels.into_iter().enumerate() {
            places[label] = block.top + gap * number as i32;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(apart(&[10, 90, 50], 15, 0, 100), [10, 90, 50]);
    }

    #[test]
    fn labels_on_one_spot_are_spread_about_it() {
        assert_eq!(apart(&[50, 50, 50], 10, 0, 100), [40, 50, 60]);
        assert_eq!(apart(&[100, 100], 10, 0, 100), [90, 100]);
        assert_eq!(apart(&[0, 2], 10, 0, 100), [0, 10]);
        assert_eq!(apart(&[], 10, 0, 100), [0; 0]);
    }

    proptest! {
        #[test]
        fn labels_never_cover_each_other(wanted in proptest::collection::vec(0i32..300, 0..20)) {
            let mut places = apart(&wanted, 14, 0, 300);
            places.sort_unstable();
            prop_assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 14));
            prop_assert!(places.first().is_none_or(|first| *first >= 0));
            prop_assert!(wanted.len() > 20 || places.last().is_none_or(|last| *last <= 300));
        }
    }
}
