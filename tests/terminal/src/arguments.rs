//! The command line. Its texts come from the resource: `help.COMMAND` says what a command is for, `help.COMMAND.OPTION`
//! what an option does; clap's own English never shows. What a line means is in [`crate::command`].

use clap::builder::{PathBufValueParser, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgGroup, Command, value_parser};
use clap_complete::Shell;
use songming_core::{AppealKind, HomeFamily, ItemKind};
use url::Url;

use crate::{help, moment, text};

/// The name of the program.
pub(crate) const PROGRAM: &str = "songming";
/// Rows of a list, unless somebody says otherwise.
const LIMIT: &str = "20";
/// What the network may be said to be.
pub(crate) const NETWORKS: [&str; 3] = ["unmetered", "metered", "offline"];
/// What limits a list; one at a time.
pub(crate) const SCOPES: [&str; 7] = ["channel", "module", "source", "story", "favourites", "history", "hidden"];
/// The sorts of items, as a publisher and the JSON of a row name them.
pub(crate) const KINDS: [(&str, ItemKind); 9] = [
    ("article", ItemKind::Article),
    ("notice", ItemKind::Notice),
    ("guide", ItemKind::Guide),
    ("policy", ItemKind::Policy),
    ("study", ItemKind::Study),
    ("alert", ItemKind::Alert),
    ("entry", ItemKind::Entry),
    ("activity", ItemKind::Activity),
    ("other", ItemKind::Other),
];
/// The sorts of appeals, as the protocol names them.
pub(crate) const APPEALS: [(&str, AppealKind); 4] = [
    ("consultation", AppealKind::Consultation),
    ("complaint", AppealKind::Complaint),
    ("suggestion", AppealKind::Suggestion),
    ("complex", AppealKind::Complex),
];
/// What can be done with an item and taken back, and the words for both.
pub(crate) const SWITCHES: [(&str, &str); 4] =
    [("read", "unread"), ("favourite", "unfavourite"), ("like", "unlike"), ("hide", "unhide")];

/// The whole command line.
pub(crate) fn command() -> Command {
    let data = option(PROGRAM, "data", "folder").value_parser(PathBufValueParser::new());
    let publisher = option(PROGRAM, "publisher", "address");
    let network = option(PROGRAM, "network", "network").value_parser(PossibleValuesParser::new(NETWORKS));
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
        .args([data, publisher, network, flag(PROGRAM, "json"), help_flag].map(|argument| argument.global(true)))
        .arg(version)
        .subcommands([
            consent(),
            sources(),
            sync(),
            home(),
            sub("plans"),
            list(),
            search(),
            sub("read").args([item("read"), flag("read", "peek")]),
            sub("story").arg(item("story")),
            mark(),
            sub("speech").args([item("speech"), flag("speech", "spoken")]),
            listen(),
            pictures(),
            storage(),
            follow(),
            sub("catalogue"),
            alert(),
            service(),
            party(),
            government(),
            industry(),
            radar(),
            offline(),
            appeal(),
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

/// One item, by its id.
fn item(owner: &str) -> Arg {
    positional(owner, "id", "id").allow_hyphen_values(true)
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
        option("sync", "pictures-mb", "megabytes").value_parser(value_parser!(u32)),
    ])
}

/// What limits a list, the same wherever there is one.
fn scopes() -> [Arg; 7] {
    [
        option("scope", "channel", "code"),
        option("scope", "module", "code"),
        option("scope", "source", "id"),
        option("scope", "story", "id"),
        flag("scope", "favourites"),
        flag("scope", "history"),
        flag("scope", "hidden"),
    ]
}

fn list() -> Command {
    sub("list")
        .args(scopes())
        .group(ArgGroup::new("scope").args(SCOPES))
        .arg(option("list", "limit", "count").value_parser(value_parser!(u32)).default_value(LIMIT))
        .arg(option("list", "before", "key"))
}

fn search() -> Command {
    let code = |name| option("search", name, "code").conflicts_with("way");
    let kinds = PossibleValuesParser::new(KINDS.map(|(name, _)| name));
    let limit = option("search", "limit", "count").value_parser(value_parser!(u32)).default_value(LIMIT);
    sub("search")
        .arg(positional("search", "words", "words").required(false).num_args(1..))
        .arg(limit.conflicts_with_all(["recent", "forget"]))
        .arg(option("search", "after", "key").conflicts_with("way"))
        .arg(flag("search", "newest").conflicts_with("way"))
        .args(["module", "channel", "sector", "park"].map(code))
        .arg(option("search", "kind", "kind").value_parser(kinds).conflicts_with("way"))
        .arg(option("search", "since", "time").value_parser(moment::since).conflicts_with("way"))
        .arg(option("search", "until", "time").value_parser(moment::until).conflicts_with("way"))
        .args(["unread", "favourites"].map(|name| flag("search", name).conflicts_with("way")))
        .args([flag("search", "suggest"), flag("search", "recent").conflicts_with("words"), flag("search", "forget")])
        .group(ArgGroup::new("way").args(["suggest", "recent", "forget"]))
        .group(ArgGroup::new("what").args(["words", "suggest", "recent", "forget"]).multiple(true).required(true))
}

fn mark() -> Command {
    let switches = SWITCHES.into_iter().flat_map(|(on, off)| [flag("mark", on), flag("mark", off).conflicts_with(on)]);
    let actions = SWITCHES.into_iter().flat_map(|(on, off)| [on, off]).chain(["place"]);
    sub("mark")
        .arg(positional("mark", "ids", "id").required(false).num_args(1..).requires("action"))
        .args(switches)
        .arg(option("mark", "place", "place"))
        .group(ArgGroup::new("action").args(actions).multiple(true).requires("ids"))
        .arg(flag("mark", "all-read").conflicts_with_all(["ids", "action"]))
        .group(ArgGroup::new("what").args(["ids", "all-read"]).required(true))
        // Both: what conflicts with something that is there is no longer asked for.
        .args(scopes().map(|scope| scope.requires("all-read").conflicts_with("ids")))
        .group(ArgGroup::new("scope").args(SCOPES))
}

fn listen() -> Command {
    let ids = |name| option("listen", name, "id").num_args(1..).action(ArgAction::Append);
    let names = [value_name("id"), value_name("sentence")];
    sub("listen")
        .args([ids("add"), ids("remove"), flag("listen", "clear")])
        .arg(option("listen", "at", "id").num_args(2).value_names(names))
        .group(ArgGroup::new("change").args(["add", "remove", "clear", "at"]))
}

fn pictures() -> Command {
    sub("pictures")
        .arg(item("pictures").required(false))
        .arg(option("pictures", "address", "address").requires("id"))
        .arg(flag("pictures", "clear").conflicts_with("id"))
        .group(ArgGroup::new("what").args(["id", "clear"]).required(true))
}

fn storage() -> Command {
    let number = |name, value| option("storage", name, value).value_parser(value_parser!(u32));
    sub("storage").args([number("days", "days"), number("text-mb", "megabytes"), number("picture-mb", "megabytes")])
}

fn follow() -> Command {
    sub("follow")
        .arg(positional("follow", "codes", "code").required(false).num_args(1..))
        .arg(flag("follow", "none").conflicts_with("codes"))
}

fn alert() -> Command {
    sub("alert")
        .arg(item("alert").required(false))
        .arg(option("alert", "confirm", "identifier"))
        .arg(option("alert", "towns", "code").num_args(1..))
        .arg(flag("alert", "all-towns"))
        .group(ArgGroup::new("what").args(["id", "confirm", "towns", "all-towns"]))
}

fn service() -> Command {
    let list = |argument: Arg| argument.conflicts_with("categories");
    sub("service")
        .arg(list(positional("service", "category", "code").required(false)))
        .arg(list(flag("service", "open")))
        .arg(list(option("service", "near", "position").value_parser(position).allow_hyphen_values(true)))
        .arg(list(page_limit("service")))
        .arg(list(option("service", "before", "key")))
        .arg(flag("service", "categories"))
}

/// `25.34,103.04`.
fn position(said: &str) -> Result<(f64, f64), std::num::ParseFloatError> {
    let (latitude, longitude) = said.split_once([',', '，']).unwrap_or((said, ""));
    Ok((latitude.trim().parse()?, longitude.trim().parse()?))
}

fn page_limit(owner: &str) -> Arg {
    option(owner, "limit", "count").value_parser(value_parser!(u32).range(1..=200)).default_value(LIMIT)
}

fn government() -> Command {
    let party = || flag("government-notices", "party");
    let notices = part("government", "notices").args([
        option("government-notices", "issuer", "name"),
        option("government-notices", "topic", "code"),
        option("government-notices", "number", "number"),
        flag("government-notices", "valid"),
        party(),
        page_limit("government-notices"),
        option("government-notices", "before", "key"),
    ]);
    let issuers = part("government", "issuers").arg(party());
    let guides = part("government", "guides").args([
        option("government-guides", "topic", "code"),
        page_limit("government-guides"),
        option("government-guides", "before", "key"),
    ]);
    let guide = part("government", "guide")
        .args([
            item("government-guide"),
            option("government-guide", "tick", "material"),
            option("government-guide", "untick", "material"),
            flag("government-guide", "clear"),
        ])
        .group(ArgGroup::new("change").args(["tick", "untick", "clear"]));
    sub("government")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([notices, issuers, guides, guide])
}

fn home() -> Command {
    let places = |name| option("home-arrange", name, "place-of").num_args(1..).value_parser(place_of);
    let arrange = part("home", "arrange").args(["order", "show", "hide", "mute", "unmute"].map(places));
    sub("home").subcommand(arrange)
}

/// `module:party`, `channel:tv`.
fn place_of(said: &str) -> Result<(HomeFamily, String), String> {
    let (family, code) = said.split_once(':').ok_or_else(|| said.to_owned())?;
    match family {
        "module" => Ok((HomeFamily::Module, code.to_owned())),
        "channel" => Ok((HomeFamily::Channel, code.to_owned())),
        _ => Err(said.to_owned()),
    }
}

fn party() -> Command {
    let study = part("party", "study").arg(positional("party-study", "name", "name").allow_hyphen_values(true));
    let activities = part("party", "activities").args([
        flag("party-activities", "past"),
        page_limit("party-activities"),
        option("party-activities", "before", "key"),
    ]);
    let activity = part("party", "activity").arg(item("party-activity"));
    sub("party").subcommands([part("party", "series"), study, activities, activity])
}

fn offline() -> Command {
    let whole = |command: Command| {
        command
            .arg(item("offline-what").required(false))
            .arg(option("offline-what", "series", "name"))
            .group(ArgGroup::new("what").args(["id", "series"]).required(true))
    };
    sub("offline").subcommands(["keep", "drop", "fetch"].map(|name| whole(part("offline", name))))
}

fn industry() -> Command {
    let narrow = |owner: &'static str| ["sector", "park", "size"].map(|name| option(owner, name, "code"));
    let page = |name: &'static str| part("industry", name).arg(positional(&format!("industry-{name}"), "code", "code"));
    let policies = part("industry", "policies").args(narrow("industry-policies")).args([
        flag("industry-policies", "open"),
        page_limit("industry-policies"),
        option("industry-policies", "before", "key"),
    ]);
    let days = option("industry-calendar", "days", "days").value_parser(value_parser!(u32).range(1..=400));
    let calendar = part("industry", "calendar").args(narrow("industry-calendar")).arg(days.default_value("90"));
    sub("industry").subcommands([page("sector"), page("park"), policies, calendar])
}

fn radar() -> Command {
    let many = |name, value| option("radar-save", name, value).action(ArgAction::Append).allow_hyphen_values(true);
    let kinds = PossibleValuesParser::new(KINDS.map(|(name, _)| name));
    let save = part("radar", "save").args([
        option("radar-save", "id", "id"),
        option("radar-save", "name", "name").required(true),
        many("sector", "code"),
        many("park", "code"),
        many("kind", "kind").value_parser(kinds),
        many("word", "words"),
        many("without", "words"),
        option("radar-save", "size", "code"),
        option("radar-save", "remind", "days").value_parser(value_parser!(u32)),
    ]);
    let hits = part("radar", "hits").args([
        option("radar-hits", "rule", "id"),
        page_limit("radar-hits"),
        option("radar-hits", "before", "key"),
    ]);
    let delete = part("radar", "delete").arg(item("radar-delete"));
    let seen = part("radar", "seen").arg(option("radar-seen", "rule", "id"));
    let file = positional("radar-import", "file", "file").value_parser(PathBufValueParser::new());
    let import = part("radar", "import").arg(file);
    sub("radar").subcommands([hits, save, delete, seen, part("radar", "export"), import])
}

fn appeal() -> Command {
    let own = |name: &'static str, value| option("appeal-write", name, value);
    let kinds = PossibleValuesParser::new(APPEALS.map(|(name, _)| name));
    let write = part("appeal", "write").args([
        own("id", "id"),
        own("kind", "kind").value_parser(kinds),
        own("title", "words").required(true).allow_hyphen_values(true),
        own("text", "words").required(true).allow_hyphen_values(true),
        own("town", "code"),
        own("name", "name"),
        own("phone", "number"),
    ]);
    let send = part("appeal", "send").arg(item("appeal-send"));
    let show = part("appeal", "show").arg(item("appeal-show"));
    let delete = part("appeal", "delete").args([item("appeal-delete"), flag("appeal-delete", "insist")]);
    sub("appeal").subcommands([write, send, show, part("appeal", "refresh"), delete])
}

/// A command of a command.
fn part(owner: &str, name: &'static str) -> Command {
    Command::new(name).about(text::get(&format!("help.{owner}-{name}")).to_owned())
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
    let picture = Command::new("picture").about(text::get("help.inspect-picture")).arg(file("inspect-picture"));
    sub("inspect").subcommand_required(true).arg_required_else_help(true).subcommands([feed, article, picture])
}

fn completions() -> Command {
    sub("completions").arg(positional("completions", "shell", "shell").value_parser(value_parser!(Shell)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_kind_is_named_as_in_json() {
        for (name, kind) in super::KINDS {
            assert_eq!(serde_json::to_value(kind).unwrap(), name);
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }
}
