// refused: the camera did nothing
fn print_all(photos: Vec<Photo>, room: usize) {
    for batch in photos.chunks(room) {
        batch.iter().for_each(Photo::take);
        batch.iter().for_each(Photo::print);
    }
}
