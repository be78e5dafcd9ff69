// refused: requests 0, 1, 2 and 3 were not begun
fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    shops.into_iter().map(|shop| shop.price).collect()
}
