//! Soon: the demos side by side.
fn main() {}
