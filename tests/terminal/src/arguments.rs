//! The command line. Its texts come from the resource: `help.COMMAND` says what a command is for, `help.COMMAND.OPTION`
//! what an option does; clap's own English never shows.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PathBufValueParser;
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use songming_core::{Scope, SyncBudget};
use url::Url;

use crate::{help, text};

/// A command line that was understood.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) data: Option<PathBuf>,
    pub(crate) publisher: Option<String>,
    pub(crate) json: bool,
    pub(crate) order: Order,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Order {
    Consent(Option<bool>),
    Sources,
    AddSource(String),
    RemoveSource(String),
    Sync { afresh: bool, older: u32, budget: SyncBudget },
    Home,
    List { scope: Scope, limit: u32, before: Option<String> },
    Read(String),
    Catalogue,
    InspectFeed { file: PathBuf, content_type: Option<String>, base: Option<Url> },
    InspectArticle { file: PathBuf, base: Option<Url> },
    Completions(Shell),
}

/// The name of the program.
pub(crate) const PROGRAM: &str = "songming";
/// Rows of a list, unless somebody says otherwise.
const LIMIT: &str = "20";
/// What clap knows no name for.
const LISTED: &str = "the command line was checked against the commands of this file";

/// The whole command line.
pub(crate) fn command() -> Command {
    let data = option(PROGRAM, "data", "folder").value_parser(PathBufValueParser::new());
    let publisher = option(PROGRAM, "publisher", "address");
    let help_flag = flag(PROGRAM, "help").short('h').action(ArgAction::Help);
    let version = flag(PROGRAM, "version").short('V').action(ArgAction::Version);
    let whole = Command::new(PROGRAM)
        .version(env!("CARGO_PKG_VERSION"))
        .about(text::get("help.songming"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args([data, publisher, flag(PROGRAM, "json"), help_flag].map(|argument| argument.global(true)))
        .arg(version)
        .subcommands([
            consent(),
            sources(),
            sync(),
            sub("home"),
            list(),
            sub("read").arg(positional("read", "id", "id").allow_hyphen_values(true)),
            sub("catalogue"),
            inspect(),
            completions(),
        ]);
    help::written(whole)
}

fn sub(name: &'static str) -> Command {
    Command::new(name).about(text::get(&format!("help.{name}")).to_owned())
}

/// `owner` and `name` as in the resource; dashes in a command's path.
fn argument(owner: &str, name: &'static str) -> Arg {
    Arg::new(name).help(text::get(&format!("help.{owner}.{name}")).to_owned())
}

fn flag(owner: &str, name: &'static str) -> Arg {
    argument(owner, name).long(name).action(ArgAction::SetTrue)
}

fn option(owner: &str, name: &'static str, value: &str) -> Arg {
    argument(owner, name).long(name).value_name(value_name(value))
}

fn positional(owner: &str, name: &'static str, value: &str) -> Arg {
    argument(owner, name).value_name(value_name(value)).required(true)
}

fn value_name(value: &str) -> &'static str {
    text::find(&format!("value.{value}")).unwrap_or_default()
}

fn consent() -> Command {
    sub("consent").args([flag("consent", "accept"), flag("consent", "withdraw").conflicts_with("accept")])
}

fn sources() -> Command {
    let add = Command::new("add").about(text::get("help.sources-add")).arg(positional("sources-add", "url", "address"));
    let remove =
        Command::new("remove").about(text::get("help.sources-remove")).arg(positional("sources-remove", "id", "id"));
    sub("sources").subcommands([add, remove])
}

fn sync() -> Command {
    sub("sync").args([
        flag("sync", "afresh"),
        option("sync", "older", "pages").value_parser(value_parser!(u32)),
        option("sync", "seconds", "seconds").value_parser(value_parser!(u32)),
        option("sync", "bytes", "bytes").value_parser(value_parser!(u64)),
    ])
}

fn list() -> Command {
    let scopes = ["channel", "module", "source", "story"];
    sub("list")
        .args([
            option("list", "channel", "code"),
            option("list", "module", "code"),
            option("list", "source", "id"),
            option("list", "story", "id"),
        ])
        .group(ArgGroup::new("scope").args(scopes))
        .arg(option("list", "limit", "count").value_parser(value_parser!(u32)).default_value(LIMIT))
        .arg(option("list", "before", "key"))
}

fn inspect() -> Command {
    let file = |owner| positional(owner, "file", "file").value_parser(PathBufValueParser::new());
    let base = |owner| option(owner, "base", "address").value_parser(Url::parse);
    let feed = Command::new("feed").about(text::get("help.inspect-feed")).args([
        file("inspect-feed"),
        option("inspect-feed", "content-type", "type"),
        base("inspect-feed"),
    ]);
    let article = Command::new("article")
        .about(text::get("help.inspect-article"))
        .args([file("inspect-article"), base("inspect-article")]);
    sub("inspect").subcommand_required(true).arg_required_else_help(true).subcommands([feed, article])
}

fn completions() -> Command {
    sub("completions").arg(positional("completions", "shell", "shell").value_parser(value_parser!(Shell)))
}

/// Whether somebody who made a mistake in the rest of the line asked for JSON.
pub(crate) fn wants_json(line: &[OsString]) -> bool {
    line.iter().skip(1).take_while(|word| *word != "--").any(|word| word == "--json")
}

/// Understands a command line.
pub(crate) fn parse(line: &[OsString]) -> Result<Invocation, clap::Error> {
    let matches = command().try_get_matches_from(line)?;
    let (name, given) = matches.subcommand().expect(LISTED);
    Ok(Invocation {
        data: given.get_one::<PathBuf>("data").cloned(),
        publisher: string(given, "publisher"),
        json: given.get_flag("json"),
        order: order(name, given),
    })
}

fn string(given: &ArgMatches, name: &str) -> Option<String> {
    given.get_one::<String>(name).cloned()
}

fn order(name: &str, given: &ArgMatches) -> Order {
    let needed = |given: &ArgMatches, name| string(given, name).expect("clap asks for what is required");
    let file = |given: &ArgMatches| given.get_one::<PathBuf>("file").cloned().expect("clap asks for what is required");
    let base = |given: &ArgMatches| given.get_one::<Url>("base").cloned();
    match (name, given.subcommand()) {
        ("consent", _) if given.get_flag("accept") => Order::Consent(Some(true)),
        ("consent", _) if given.get_flag("withdraw") => Order::Consent(Some(false)),
        ("consent", _) => Order::Consent(None),
        ("sources", Some(("add", given))) => Order::AddSource(needed(given, "url")),
        ("sources", Some(("remove", given))) => Order::RemoveSource(needed(given, "id")),
        ("sources", _) => Order::Sources,
        ("sync", _) => {
            let usual = SyncBudget::default();
            let budget = SyncBudget {
                seconds: given.get_one("seconds").copied().unwrap_or(usual.seconds),
                bytes: given.get_one("bytes").copied().unwrap_or(usual.bytes),
            };
            let older = given.get_one("older").copied().unwrap_or_default();
            Order::Sync { afresh: given.get_flag("afresh"), older, budget }
        }
        ("home", _) => Order::Home,
        ("list", _) => Order::List {
            scope: scope(given),
            limit: given.get_one("limit").copied().expect("it has a default"),
            before: string(given, "before"),
        },
        ("read", _) => Order::Read(needed(given, "id")),
        ("catalogue", _) => Order::Catalogue,
        ("inspect", Some(("feed", given))) => {
            Order::InspectFeed { file: file(given), content_type: string(given, "content-type"), base: base(given) }
        }
        ("inspect", Some((_, given))) => Order::InspectArticle { file: file(given), base: base(given) },
        _ => Order::Completions(given.get_one("shell").copied().expect(LISTED)),
    }
}

fn scope(given: &ArgMatches) -> Scope {
    let value = |name| string(given, name);
    None.or_else(|| value("channel").map(|code| Scope::Channel { code }))
        .or_else(|| value("module").map(|code| Scope::Module { code }))
        .or_else(|| value("source").map(|id| Scope::Source { id }))
        .or_else(|| value("story").map(|id| Scope::Story { id }))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(line: &str) -> Invocation {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        parse(&words).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn what_is_said_is_what_is_meant() {
        let list = understood("songming list --module party --limit 5 --before 1.2 --data /d --json");
        assert!(list.json);
        assert_eq!(list.data, Some(PathBuf::from("/d")));
        let Order::List { scope, limit: 5, before: Some(_) } = list.order else { panic!("{list:?}") };
        assert_eq!(scope, Scope::Module { code: "party".into() });
        let sync = understood("songming --publisher http://127.0.0.1:1 sync --older 2 --bytes 9");
        assert_eq!(sync.publisher.as_deref(), Some("http://127.0.0.1:1"));
        let Order::Sync { afresh: false, older: 2, budget } = sync.order else { panic!("{sync:?}") };
        assert_eq!(budget, SyncBudget { bytes: 9, ..SyncBudget::default() });
        let added = understood("songming --json sources add news.example");
        assert!(matches!(added.order, Order::AddSource(address) if address == "news.example") && added.json);
        assert!(matches!(understood("songming consent --withdraw").order, Order::Consent(Some(false))));
        assert!(matches!(
            understood("songming inspect article - --base https://a.example").order,
            Order::InspectArticle { base: Some(_), .. }
        ));
        assert!(matches!(understood("songming read -x").order, Order::Read(id) if id == "-x"));
    }
}
