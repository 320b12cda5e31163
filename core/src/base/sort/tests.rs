use super::{map, sort_by_key};

#[test]
fn the_order_is_that_of_the_standard_library() {
    let mut random = 1_u64;
    for length in (0..40).chain([1_000]) {
        for keys in [1, 2, 5, u64::MAX] {
            let mut list: Vec<(u64, usize)> = (0..length)
                .map(|place| {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    ((random >> 33) % keys, place)
                })
                .collect();
            let mut expected = list.clone();
            expected.sort_by_key(|entry| entry.0);
            sort_by_key(&mut list, |entry| entry.0);
            assert_eq!(list, expected, "{length} entries, {keys} keys");
        }
    }
}

#[test]
fn the_last_entry_of_a_key_counts() {
    assert_eq!(map([(2, 'b'), (1, 'a'), (2, 'c')]).into_iter().collect::<Vec<_>>(), [(1, 'a'), (2, 'c')]);
}
