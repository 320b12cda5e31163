//! Help, set by this program: clap wraps at spaces, of which Chinese has none, and counts characters as columns.
//! `help.COMMAND.more` is what follows the list of options: notes and examples, as they are.

use clap::{Arg, Command};

use crate::page::{Page, Screen};
use crate::text;
use crate::width::{Run, columns};

/// The widest left column; a longer option has its text below.
const LEFT: usize = 28;

/// The command, its help written for it and for all below it.
pub(crate) fn written(command: Command) -> Command {
    let shared: Vec<Arg> = command.get_arguments().filter(|argument| argument.is_global_set()).cloned().collect();
    let screen = Screen { styled: false, ..Screen::of_output() };
    write(command, "", &shared, screen)
}

fn write(command: Command, above: &str, shared: &[Arg], screen: Screen) -> Command {
    let path = format!("{above}{}", command.get_name());
    let told = tell(&command, &path, shared, screen);
    let below = format!("{path} ");
    command.override_help(told).mut_subcommands(|sub| write(sub, &below, shared, screen))
}

fn tell(command: &Command, path: &str, shared: &[Arg], screen: Screen) -> String {
    let mut page = Page::new(screen);
    page.text(&[Run::plain(command.get_about().map(ToString::to_string).unwrap_or_default())]);
    page.gap();
    let places: Vec<&Arg> = command.get_positionals().collect();
    let own = own(command, shared);
    page.line(&[Run::plain(text::fill("help.usage", &[("line", &usage(command, path, &places))]))]);
    section(&mut page, "help.arguments", places.iter().map(|place| (angled(place), said(place))));
    let subs = command.get_subcommands();
    section(
        &mut page,
        "help.commands",
        subs.map(|sub| (sub.get_name().to_owned(), sub.get_about().map(ToString::to_string).unwrap_or_default())),
    );
    section(&mut page, "help.options", own.iter().map(|option| (flags(option), said(option))));
    section(&mut page, "help.shared", shared.iter().map(|option| (flags(option), said(option))));
    let key = path.split(' ').skip(1).collect::<Vec<_>>().join("-");
    let key = if key.is_empty() { path } else { &key };
    if let Some(more) = text::find(&format!("help.{key}.more")) {
        page.gap();
        more.lines().for_each(|line| page.line(&[Run::plain(line)]));
    }
    page.finish()
}

/// The options of this command alone.
fn own<'a>(command: &'a Command, shared: &[Arg]) -> Vec<&'a Arg> {
    let is_shared = |argument: &&Arg| shared.iter().any(|one| one.get_id() == argument.get_id());
    command.get_arguments().filter(|argument| !argument.is_positional() && !is_shared(argument)).collect()
}

fn usage(command: &Command, path: &str, places: &[&Arg]) -> String {
    let mut line = format!("{path} {}", text::get("help.any-option"));
    if command.has_subcommands() {
        let key = if command.is_subcommand_required_set() { "help.a-command" } else { "help.maybe-a-command" };
        line.push_str(&format!(" {}", text::get(key)));
    }
    for place in places {
        let name = angled(place);
        line.push_str(&if place.is_required_set() { format!(" {name}") } else { format!(" [{name}]") });
    }
    line
}

fn angled(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let named = names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" ");
    let many = argument.get_num_args().is_some_and(|count| count.max_values() == usize::MAX);
    if many { named + "..." } else { named }
}

fn flags(option: &Arg) -> String {
    let short = option.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let long = option.get_long().unwrap_or_default();
    let value = if option.get_action().takes_values() { format!(" {}", angled(option)) } else { String::new() };
    format!("{short}--{long}{value}")
}

fn said(argument: &Arg) -> String {
    argument.get_help().map(ToString::to_string).unwrap_or_default()
}

fn section(page: &mut Page, title: &str, entries: impl Iterator<Item = (String, String)>) {
    let entries: Vec<(String, String)> = entries.collect();
    if entries.is_empty() {
        return;
    }
    page.gap();
    page.line(&[Run::plain(text::get(title))]);
    let left = entries.iter().map(|(name, _)| columns(name)).filter(|&width| width <= LEFT).max().unwrap_or(LEFT);
    let indent = " ".repeat(left + 4);
    for (name, said) in entries {
        let mut first = format!("  {name}");
        if columns(&name) > left {
            page.line(&[Run::plain(first)]);
            first = String::new();
        }
        let gap = " ".repeat((left + 4).saturating_sub(columns(&first)));
        page.hang(&[Run::plain(first + &gap)], &indent, &[Run::plain(said)]);
    }
}

#[cfg(test)]
mod tests {
    use crate::page::Screen;
    use crate::width::columns;

    fn check(command: &mut clap::Command) {
        let help = command.render_help().to_string();
        let widest = Screen::of_output().width.max(80);
        for line in help.lines() {
            assert!(columns(line) <= widest, "{line}");
            assert!(!line.contains("help.") && !line.contains("value."), "{line}");
        }
        for english in ["Usage", "Options", "Commands", "Arguments", "Fingerprint"] {
            assert!(!help.contains(english), "{help}");
        }
        command.get_subcommands_mut().for_each(check);
    }

    #[test]
    fn help_is_chinese_and_fits_the_terminal() {
        check(&mut crate::arguments::command());
    }
}
