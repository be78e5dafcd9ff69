//! Opens many connections to a site, asks over all of them at once, and says what that took the site.
//!
//! Run it with `cargo run --release -p site --example crowd -- 10000`.

use site::{Latency, Site, SiteOptions};
use std::env;
use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    site::serve_if_asked(); // in the process that is the site, this does not return
    let many: usize = env::args().nth(1).map_or(Ok(1_000), |number| number.parse())?;
    allow_many_connections();
    let latency = Latency::from(Duration::from_secs(2));
    let site = Site::start(&SiteOptions { latency, ..SiteOptions::default() })?;
    let begin = Instant::now();
    let open = |_| TcpStream::connect(site.host_and_port());
    let mut streams: Vec<TcpStream> = (0..many).map(open).collect::<Result<_, _>>()?;
    println!("{many} connections were opened in {:.2?}", begin.elapsed());
    for stream in &mut streams {
        stream.write_all(b"GET /page/0 HTTP/1.1\r\nhost: site\r\nconnection: close\r\n\r\n")?;
    }
    let mut answers = 0;
    for stream in &mut streams {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        answers += usize::from(answer.starts_with(b"HTTP/1.1 200") && answer.ends_with(b"</html>\n"));
    }
    println!("{answers} were answered, with a latency of 2 s, in {:.2?}", begin.elapsed());
    println!("{:?}", site.stats()?);
    for line in fs::read_to_string(format!("/proc/{}/status", site.pid()))?.lines() {
        if line.starts_with("VmHWM") {
            println!("the site's memory at its peak: {line}");
        }
    }
    Ok(())
}

/// Raises the limit of open files, which connections are, as far as it may be raised.
fn allow_many_connections() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
            let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
        }
    }
}
