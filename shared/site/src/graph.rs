//! Which page links to which. It is arithmetic, so that whoever follows the links can be checked without following them.
//!
//! The pages are numbered from 0. Page `n` links
//!
//! - to pages `2n + 1` and `2n + 2`, where there are such pages: so every page can be reached from page 0, in few steps;
//! - to page `7n + 3`, less as many times the number of pages as it takes: so there are circles, and most pages are found twice;
//! - if `n` ends in a 4 or a 9, to page `n` + the number of pages, which is not there: such a link is dead.

/// A link on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The page that it leads to.
    pub page: u32,
    /// Whether there is no such page.
    pub dead: bool,
}

impl Link {
    /// Where it leads to, as it stands on the page: `/page/7`.
    pub fn path(&self) -> String {
        format!("/page/{}", self.page)
    }
}

/// The links on page `page` of a site of `pages` pages, in the order in which they stand there. A page that is not there has none.
pub fn links(page: u32, pages: u32) -> Vec<Link> {
    if page >= pages {
        return Vec::new();
    }
    let (wide, all) = (u64::from(page), u64::from(pages));
    let children = [2 * wide + 1, 2 * wide + 2].into_iter().filter(|&child| child < all);
    let alive = children.chain([(7 * wide + 3) % all]).map(|page| Link { page: page as u32, dead: false });
    let dead = (page % 5 == 4).then_some(Link { page: page + pages, dead: true });
    alive.chain(dead).collect()
}

/// All dead links of a site of `pages` pages: the page on which each stands, and the page that it leads to.
pub fn dead_links(pages: u32) -> Vec<(u32, u32)> {
    let on = |page| links(page, pages).into_iter().filter(|link| link.dead).map(move |link| (page, link.page));
    (0..pages).flat_map(on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_are_as_described() {
        let to = |page| links(page, 200).iter().map(|link| link.page).collect::<Vec<_>>();
        assert_eq!(to(0), [1, 2, 3]);
        assert_eq!(to(4), [9, 10, 31, 204]);
        assert_eq!(to(99), [199, 96, 299]);
        assert_eq!(to(100), [103]);
        assert!(to(200).is_empty());
        assert_eq!(links(9, 10)[1], Link { page: 19, dead: true });
        assert_eq!(links(0, 1), [Link { page: 0, dead: false }]);
    }

    #[test]
    fn every_page_can_be_reached() {
        for pages in [1, 2, 7, 200, 1_000] {
            let mut seen = vec![false; pages as usize];
            let mut to_do = vec![0];
            while let Some(page) = to_do.pop() {
                if !std::mem::replace(&mut seen[page as usize], true) {
                    to_do.extend(links(page, pages).iter().filter(|link| !link.dead).map(|link| link.page));
                }
            }
            assert!(seen.iter().all(|&seen| seen), "of {pages} pages");
        }
    }

    #[test]
    fn dead_links_lead_to_pages_that_are_not_there() {
        let dead = dead_links(200);
        assert_eq!(dead.len(), 40);
        assert!(dead.iter().all(|&(from, to)| from < 200 && to >= 200));
        assert_eq!(dead_links(4), []);
    }
}
