use futures_lite::FutureExt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::Poll;

type Asking<'a> = Pin<Box<dyn Future<Output = Option<u32>> + 'a>>;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let ask = |shop| -> Asking {
        Box::pin(
            async move { AssertUnwindSafe(Shop::ask(shop)).catch_unwind().await.ok() },
        )
    };
    let mut asking: Vec<(Asking, Option<Option<u32>>)> =
        shops.iter().map(|shop| (ask(shop), None)).collect();
    // Whenever one of them can go on, all that have not ended are polled.
    smol::block_on(std::future::poll_fn(|context| {
        for (asking, price) in asking.iter_mut().filter(|(_, price)| price.is_none()) {
            if let Poll::Ready(answer) = asking.as_mut().poll(context) {
                *price = Some(answer);
            }
        }
        match asking.iter().all(|(_, price)| price.is_some()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }));
    asking.into_iter().map(|(_, price)| price.flatten()).collect()
}
