//! Help texts. clap cannot lay them out: it wraps only at spaces, which Chinese does not have, and counts every character
//! as one column. The text of `help.COMMAND.more` (notes and examples) follows the options without wrapping.

use clap::{Arg, Command};

use crate::layout::{Run, display_width};
use crate::text;
use crate::text_page::{Terminal, TextPage};

/// The widest left column. The description of a longer option starts on the next line.
const MAX_NAME_WIDTH: usize = 28;

/// Sets the help text of a command and of all its subcommands.
pub(crate) fn with_help(command: Command) -> Command {
    let shared: Vec<Arg> = command.get_arguments().filter(|argument| argument.is_global_set()).cloned().collect();
    let terminal = Terminal { styled: false, ..Terminal::stdout() };
    set_help(command, "", &shared, terminal)
}

fn set_help(command: Command, parent: &str, shared: &[Arg], terminal: Terminal) -> Command {
    let path = format!("{parent}{}", command.get_name());
    let help = render(&command, &path, shared, terminal);
    let prefix = format!("{path} ");
    command.override_help(help).mut_subcommands(|subcommand| set_help(subcommand, &prefix, shared, terminal))
}

fn render(command: &Command, path: &str, shared: &[Arg], terminal: Terminal) -> String {
    let mut page = TextPage::new(terminal);
    page.paragraph(&[Run::plain(command.get_about().map(ToString::to_string).unwrap_or_default())]);
    page.blank_line();
    let positionals: Vec<&Arg> = command.get_positionals().collect();
    let options = options(command, shared);
    page.line(&[Run::plain(text::fill("help.usage", &[("line", &usage(command, path, &positionals))]))]);
    section(&mut page, "help.arguments", positionals.iter().map(|argument| (value_names(argument), help_of(argument))));
    let subcommands = command.get_subcommands();
    section(
        &mut page,
        "help.commands",
        subcommands.map(|subcommand| {
            let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
            (subcommand.get_name().to_owned(), about)
        }),
    );
    section(&mut page, "help.options", options.iter().map(|option| (flags(option), help_of(option))));
    section(&mut page, "help.shared", shared.iter().map(|option| (flags(option), help_of(option))));
    let key = path.split(' ').skip(1).collect::<Vec<_>>().join("-");
    let key = if key.is_empty() { path } else { &key };
    if let Some(more) = text::find(&format!("help.{key}.more")) {
        page.blank_line();
        more.lines().for_each(|line| page.line(&[Run::plain(line)]));
    }
    page.finish()
}

/// The options of a command without those that every command has.
fn options<'a>(command: &'a Command, shared: &[Arg]) -> Vec<&'a Arg> {
    let is_shared = |argument: &&Arg| shared.iter().any(|option| option.get_id() == argument.get_id());
    command.get_arguments().filter(|argument| !argument.is_positional() && !is_shared(argument)).collect()
}

fn usage(command: &Command, path: &str, positionals: &[&Arg]) -> String {
    let mut line = format!("{path} {}", text::get("help.any-option"));
    if command.has_subcommands() {
        let key = if command.is_subcommand_required_set() { "help.a-command" } else { "help.maybe-a-command" };
        line.push_str(&format!(" {}", text::get(key)));
    }
    for argument in positionals {
        let name = value_names(argument);
        line.push_str(&if argument.is_required_set() { format!(" {name}") } else { format!(" [{name}]") });
    }
    line
}

fn value_names(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let joined = names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" ");
    let repeatable = argument.get_num_args().is_some_and(|count| count.max_values() == usize::MAX);
    if repeatable { joined + "..." } else { joined }
}

fn flags(option: &Arg) -> String {
    let short = option.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let long = option.get_long().unwrap_or_default();
    let value = if option.get_action().takes_values() { format!(" {}", value_names(option)) } else { String::new() };
    format!("{short}--{long}{value}")
}

fn help_of(argument: &Arg) -> String {
    argument.get_help().map(ToString::to_string).unwrap_or_default()
}

fn section(page: &mut TextPage, title: &str, entries: impl Iterator<Item = (String, String)>) {
    let entries: Vec<(String, String)> = entries.collect();
    if entries.is_empty() {
        return;
    }
    page.blank_line();
    page.line(&[Run::plain(text::get(title))]);
    let widths = entries.iter().map(|(name, _)| display_width(name));
    let name_width = widths.filter(|&width| width <= MAX_NAME_WIDTH).max().unwrap_or(MAX_NAME_WIDTH);
    let indent = " ".repeat(name_width + 4);
    for (name, help) in entries {
        let mut first = format!("  {name}");
        if display_width(&name) > name_width {
            page.line(&[Run::plain(first)]);
            first = String::new();
        }
        let padding = " ".repeat((name_width + 4).saturating_sub(display_width(&first)));
        page.hanging(&[Run::plain(first + &padding)], &indent, &[Run::plain(help)]);
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::display_width;
    use crate::text_page::Terminal;

    fn check_help(command: &mut clap::Command) {
        let help = command.render_help().to_string();
        let width = Terminal::stdout().width.max(80);
        for line in help.lines() {
            assert!(display_width(line) <= width, "{line}");
            assert!(!line.contains("help.") && !line.contains("value."), "{line}");
        }
        for english in ["Usage", "Options", "Commands", "Arguments", "Print"] {
            assert!(!help.contains(english), "{help}");
        }
        command.get_subcommands_mut().for_each(check_help);
    }

    #[test]
    fn help_is_chinese_and_fits_the_terminal() {
        check_help(&mut crate::arguments::command());
    }
}
