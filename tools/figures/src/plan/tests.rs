use super::*;
use proptest::prelude::*;

const CLAIM: &str = "[[figure.claim]]\nsays = 'It waits.'\nholds = 'thread.peak == 1'\n";

fn refusal(text: &str) -> String {
    Plan::parse(text).unwrap_err()
}

#[test]
fn the_book_has_a_plan_that_can_be_read() {
    let plan = Plan::read(&artifacts::root().join("docs/figures.toml")).unwrap();
    assert!(plan.figures().count() > 30);
}

#[test]
fn an_entry_says_what_is_run_and_what_is_kept() {
    let text = format!(
        "[[figure]]\nname = 'a'\ncommand = 'demo_thread  --tasks 3'\n{CLAIM}\
         [[figure]]\nname = 'b'\ncommand = 'x'\ncheck = 'x --short'\nexit = 1\nkeeps = 'file'\nfile = 'c/d.jpg'\n{CLAIM}\
         [[figure]]\nname = 'e'\ncommand = 'x'\nkeeps = 'errors'\n{CLAIM}\
         [[diff]]\nfrom = 'f'\nto = 'g'\n"
    );
    let plan = Plan::parse(&text).unwrap();
    let files: Vec<Vec<String>> = plan.items.iter().map(Item::files).collect();
    assert_eq!(files, [vec!["a.svg", "a.txt"], vec!["b.jpg"], vec!["e.txt"], vec!["diff-f-g.txt"]]);
    let [Item::Figure(a), Item::Figure(b), ..] = &plan.items[..] else { panic!("{plan:?}") };
    assert_eq!(a.command, ["demo_thread", "--tasks", "3"]);
    assert_eq!((b.exit, &b.check), (1, &Check::Shorter(vec!["x".to_owned(), "--short".to_owned()])));
    assert_eq!(a.claims[0].says, "It waits.");
}

#[test]
fn what_is_wrong_is_named() {
    let figure = "[[figure]]\nname = 'a'\ncommand = 'demo_thread'\n";
    for (text, why) in [
        (figure.to_owned(), "the figure a: it claims nothing"),
        (format!("{figure}colour = 'red'\n{CLAIM}"), "unknown field `colour`"),
        (format!("{figure}{CLAIM}{figure}{CLAIM}"), "two entries are named a"),
        (format!("{figure}file = 'b'\n{CLAIM}"), "has the file b, and does not keep it"),
        (format!("{figure}keeps = 'file'\n{CLAIM}"), "does not say which"),
        (format!("{figure}keeps = 'all'\n{CLAIM}"), "unknown variant `all`"),
        (format!("{figure}check = 'demo_turns'\n{CLAIM}"), "another program, demo_turns"),
        (format!("{figure}check = 'demo_thread'\nunchecked = 'long'\n{CLAIM}"), "both check and unchecked"),
        (format!("{figure}{}", CLAIM.replace("==", "=")), "the figure a: the claim \"thread.peak = 1\" has"),
        ("[[figure]]\nname = '../a'\ncommand = 'x'\n".to_owned() + CLAIM, "the name \"../a\""),
        ("[[figure]]\nname = 'a'\ncommand = ' '\n".to_owned() + CLAIM, "its command is empty"),
        ("[[figure]]\nname = 'a'\ncommand = '/bin/ls'\n".to_owned() + CLAIM, "/bin/ls is no program"),
        ("[[figure]\n".to_owned(), "line 1"),
    ] {
        let refusal = refusal(&text);
        assert!(refusal.contains(why), "{text}: {refusal}");
    }
}

#[test]
fn only_some_can_be_taken() {
    let text = "[[diff]]\nfrom = 'a'\nto = 'b'\n[[diff]]\nfrom = 'a'\nto = 'c'\n";
    let only = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Plan::parse(text).unwrap().only(&names).map(|plan| plan.items.len())
    };
    assert_eq!(only(&["diff-a-c"]), Ok(1));
    assert!(only(&["diff-a-c", "thread"]).unwrap_err().contains("no figure 'thread'; there are diff-a-b, diff-a-c"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(\\[\\[figure\\]\\]\n|name = 'a'\n|command = '[ a]{0,3}'\n|.{0,10}\n){0,6}") {
        let _ = Plan::parse(&text);
    }
}
