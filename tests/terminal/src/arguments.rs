//! Defines the command line for clap. The texts come from the resource: `help.COMMAND` for a command and
//! `help.COMMAND.OPTION` for an option. [`crate::parse`] converts the matches.

use clap::builder::{PathBufValueParser, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgGroup, Command, value_parser};
use clap_complete::Shell;
use songming_core::{AppealKind, FieldValue, HomeFamily, ItemKind};
use url::Url;

use crate::{help, text, timestamp};

/// The name of the program.
pub(crate) const PROGRAM: &str = "songming";
/// The default number of rows of a list.
const DEFAULT_LIMIT: &str = "20";
/// The default number of seconds for sending submissions.
const DEFAULT_PATIENCE: &str = "120";
/// The values of `--network`.
pub(crate) const NETWORKS: [&str; 3] = ["unmetered", "metered", "offline"];
/// The options that select a list. Only one of them is allowed.
pub(crate) const SCOPES: [&str; 7] = ["channel", "module", "source", "story", "favourites", "history", "hidden"];
/// The kinds of items by their names in the protocol and in JSON.
pub(crate) const ITEM_KINDS: [(&str, ItemKind); 9] = [
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
/// The kinds of appeals by their names in the protocol.
pub(crate) const APPEAL_KINDS: [(&str, AppealKind); 4] = [
    ("consultation", AppealKind::Consultation),
    ("complaint", AppealKind::Complaint),
    ("suggestion", AppealKind::Suggestion),
    ("complex", AppealKind::Complex),
];
/// The flags that set and unset a mark.
pub(crate) const MARK_FLAGS: [(&str, &str); 4] =
    [("read", "unread"), ("favourite", "unfavourite"), ("like", "unlike"), ("hide", "unhide")];

/// The definition of the command line.
pub(crate) fn command() -> Command {
    let data = option(PROGRAM, "data", "folder").value_parser(PathBufValueParser::new());
    let secrets = option(PROGRAM, "secrets", "file").value_parser(PathBufValueParser::new());
    let publisher = option(PROGRAM, "publisher", "address");
    let network = option(PROGRAM, "network", "network").value_parser(PossibleValuesParser::new(NETWORKS));
    let help_flag = flag(PROGRAM, "help").short('h').action(ArgAction::Help);
    let version = flag(PROGRAM, "version").short('V').action(ArgAction::Version);
    let command = Command::new(PROGRAM)
        .version(env!("CARGO_PKG_VERSION"))
        .about(text::get("help.songming"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(
            [data, secrets, publisher, network, flag(PROGRAM, "json"), help_flag].map(|argument| argument.global(true)),
        )
        .arg(version)
        .subcommands([
            consent(),
            sources(),
            sync(),
            home(),
            command_named("plans"),
            list(),
            search(),
            command_named("read").args([item("read"), flag("read", "peek")]),
            command_named("story").arg(item("story")),
            mark(),
            command_named("speech").args([item("speech"), flag("speech", "spoken")]),
            listen(),
            pictures(),
            storage(),
            follow(),
            command_named("catalogue"),
            alert(),
            service(),
            party(),
            government(),
            industry(),
            radar(),
            offline(),
            appeal(),
            login(),
            command_named("logout"),
            command_named("account"),
            draft(),
            submit(),
            outbox(),
            inspect(),
            completions(),
        ]);
    help::with_help(command)
}

fn command_named(name: &'static str) -> Command {
    Command::new(name).about(text::get(&format!("help.{name}")).to_owned())
}

/// `path`: the command as in the resource, with `-` between a command and its subcommand.
fn argument(path: &str, name: &'static str) -> Arg {
    Arg::new(name).help(text::get(&format!("help.{path}.{name}")).to_owned())
}

fn flag(path: &str, name: &'static str) -> Arg {
    argument(path, name).long(name).action(ArgAction::SetTrue)
}

fn option(path: &str, name: &'static str, value: &str) -> Arg {
    argument(path, name).long(name).value_name(value_name(value))
}

fn positional(path: &str, name: &'static str, value: &str) -> Arg {
    argument(path, name).value_name(value_name(value)).required(true)
}

fn value_name(value: &str) -> &'static str {
    text::find(&format!("value.{value}")).unwrap_or_default()
}

/// The id of an item, which may start with a dash.
fn item(path: &str) -> Arg {
    positional(path, "id", "id").allow_hyphen_values(true)
}

fn consent() -> Command {
    command_named("consent").args([flag("consent", "accept"), flag("consent", "withdraw").conflicts_with("accept")])
}

fn sources() -> Command {
    let add = Command::new("add").about(text::get("help.sources-add")).arg(positional("sources-add", "url", "address"));
    let remove =
        Command::new("remove").about(text::get("help.sources-remove")).arg(positional("sources-remove", "id", "id"));
    command_named("sources").subcommands([add, remove])
}

fn sync() -> Command {
    command_named("sync").args([
        flag("sync", "afresh"),
        option("sync", "older", "pages").value_parser(value_parser!(u32)),
        option("sync", "seconds", "seconds").value_parser(value_parser!(u32)),
        option("sync", "bytes", "bytes").value_parser(value_parser!(u64)),
        option("sync", "pictures-mb", "megabytes").value_parser(value_parser!(u32)),
    ])
}

/// The options of [`SCOPES`].
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
    command_named("list")
        .args(scopes())
        .group(ArgGroup::new("scope").args(SCOPES))
        .arg(option("list", "limit", "count").value_parser(value_parser!(u32)).default_value(DEFAULT_LIMIT))
        .arg(option("list", "before", "key"))
}

fn search() -> Command {
    let code = |name| option("search", name, "code").conflicts_with("mode");
    let kinds = PossibleValuesParser::new(ITEM_KINDS.map(|(name, _)| name));
    let limit = option("search", "limit", "count").value_parser(value_parser!(u32)).default_value(DEFAULT_LIMIT);
    command_named("search")
        .arg(positional("search", "words", "words").required(false).num_args(1..))
        .arg(limit.conflicts_with_all(["recent", "forget"]))
        .arg(option("search", "after", "key").conflicts_with("mode"))
        .arg(flag("search", "newest").conflicts_with("mode"))
        .args(["module", "channel", "sector", "park"].map(code))
        .arg(option("search", "kind", "kind").value_parser(kinds).conflicts_with("mode"))
        .arg(option("search", "since", "time").value_parser(timestamp::parse_since).conflicts_with("mode"))
        .arg(option("search", "until", "time").value_parser(timestamp::parse_until).conflicts_with("mode"))
        .args(["unread", "favourites"].map(|name| flag("search", name).conflicts_with("mode")))
        .args([flag("search", "suggest"), flag("search", "recent").conflicts_with("words"), flag("search", "forget")])
        .group(ArgGroup::new("mode").args(["suggest", "recent", "forget"]))
        .group(ArgGroup::new("subject").args(["words", "suggest", "recent", "forget"]).multiple(true).required(true))
}

fn mark() -> Command {
    let switches =
        MARK_FLAGS.into_iter().flat_map(|(on, off)| [flag("mark", on), flag("mark", off).conflicts_with(on)]);
    let actions = MARK_FLAGS.into_iter().flat_map(|(on, off)| [on, off]).chain(["place"]);
    command_named("mark")
        .arg(positional("mark", "ids", "id").required(false).num_args(1..).requires("action"))
        .args(switches)
        .arg(option("mark", "place", "place"))
        .group(ArgGroup::new("action").args(actions).multiple(true).requires("ids"))
        .arg(flag("mark", "all-read").conflicts_with_all(["ids", "action"]))
        .group(ArgGroup::new("subject").args(["ids", "all-read"]).required(true))
        // Both are needed: clap drops a requirement that conflicts with a given argument.
        .args(scopes().map(|scope| scope.requires("all-read").conflicts_with("ids")))
        .group(ArgGroup::new("scope").args(SCOPES))
}

fn listen() -> Command {
    let ids = |name| option("listen", name, "id").num_args(1..).action(ArgAction::Append);
    let names = [value_name("id"), value_name("sentence")];
    command_named("listen")
        .args([ids("add"), ids("remove"), flag("listen", "clear")])
        .arg(option("listen", "at", "id").num_args(2).value_names(names))
        .group(ArgGroup::new("change").args(["add", "remove", "clear", "at"]))
}

fn pictures() -> Command {
    command_named("pictures")
        .arg(item("pictures").required(false))
        .arg(option("pictures", "address", "address").requires("id"))
        .arg(flag("pictures", "clear").conflicts_with("id"))
        .group(ArgGroup::new("subject").args(["id", "clear"]).required(true))
}

fn storage() -> Command {
    let number = |name, value| option("storage", name, value).value_parser(value_parser!(u32));
    command_named("storage").args([
        number("days", "days"),
        number("text-mb", "megabytes"),
        number("picture-mb", "megabytes"),
    ])
}

fn follow() -> Command {
    command_named("follow")
        .arg(positional("follow", "codes", "code").required(false).num_args(1..))
        .arg(flag("follow", "none").conflicts_with("codes"))
}

fn alert() -> Command {
    command_named("alert")
        .arg(item("alert").required(false))
        .arg(option("alert", "confirm", "identifier"))
        .arg(option("alert", "towns", "code").num_args(1..))
        .arg(flag("alert", "all-towns"))
        .group(ArgGroup::new("subject").args(["id", "confirm", "towns", "all-towns"]))
}

fn service() -> Command {
    let for_list = |argument: Arg| argument.conflicts_with("categories");
    command_named("service")
        .arg(for_list(positional("service", "category", "code").required(false)))
        .arg(for_list(flag("service", "open")))
        .arg(for_list(option("service", "near", "position").value_parser(position).allow_hyphen_values(true)))
        .arg(for_list(page_limit("service")))
        .arg(for_list(option("service", "before", "key")))
        .arg(flag("service", "categories"))
}

/// A latitude and a longitude in degrees: `25.34,103.04`.
fn position(value: &str) -> Result<(f64, f64), std::num::ParseFloatError> {
    let (latitude, longitude) = value.split_once([',', '，']).unwrap_or((value, ""));
    Ok((latitude.trim().parse()?, longitude.trim().parse()?))
}

fn page_limit(path: &str) -> Arg {
    option(path, "limit", "count").value_parser(value_parser!(u32).range(1..=200)).default_value(DEFAULT_LIMIT)
}

fn government() -> Command {
    let party = || flag("government-notices", "party");
    let notices = subcommand("government", "notices").args([
        option("government-notices", "issuer", "name"),
        option("government-notices", "topic", "code"),
        option("government-notices", "number", "number"),
        flag("government-notices", "valid"),
        party(),
        page_limit("government-notices"),
        option("government-notices", "before", "key"),
    ]);
    let issuers = subcommand("government", "issuers").arg(party());
    let guides = subcommand("government", "guides").args([
        option("government-guides", "topic", "code"),
        page_limit("government-guides"),
        option("government-guides", "before", "key"),
    ]);
    let guide = subcommand("government", "guide")
        .args([
            item("government-guide"),
            option("government-guide", "tick", "material"),
            option("government-guide", "untick", "material"),
            flag("government-guide", "clear"),
        ])
        .group(ArgGroup::new("change").args(["tick", "untick", "clear"]));
    command_named("government")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([notices, issuers, guides, guide])
}

fn home() -> Command {
    let sections = |name| option("home-arrange", name, "place-of").num_args(1..).value_parser(home_section);
    let arrange = subcommand("home", "arrange").args(["order", "show", "hide", "mute", "unmute"].map(sections));
    command_named("home").subcommand(arrange)
}

/// A home section: `module:party` or `channel:tv`.
fn home_section(value: &str) -> Result<(HomeFamily, String), String> {
    let (family, code) = value.split_once(':').ok_or_else(|| value.to_owned())?;
    match family {
        "module" => Ok((HomeFamily::Module, code.to_owned())),
        "channel" => Ok((HomeFamily::Channel, code.to_owned())),
        _ => Err(value.to_owned()),
    }
}

fn party() -> Command {
    let study = subcommand("party", "study").arg(positional("party-study", "name", "name").allow_hyphen_values(true));
    let activities = subcommand("party", "activities").args([
        flag("party-activities", "past"),
        page_limit("party-activities"),
        option("party-activities", "before", "key"),
    ]);
    let activity = subcommand("party", "activity").arg(item("party-activity"));
    command_named("party").subcommands([subcommand("party", "series"), study, activities, activity])
}

fn offline() -> Command {
    let with_target = |command: Command| {
        command
            .arg(item("offline-what").required(false))
            .arg(option("offline-what", "series", "name"))
            .group(ArgGroup::new("subject").args(["id", "series"]).required(true))
    };
    command_named("offline").subcommands(["keep", "drop", "fetch"].map(|name| with_target(subcommand("offline", name))))
}

fn industry() -> Command {
    let filters = |path: &'static str| ["sector", "park", "size"].map(|name| option(path, name, "code"));
    let page =
        |name: &'static str| subcommand("industry", name).arg(positional(&format!("industry-{name}"), "code", "code"));
    let policies = subcommand("industry", "policies").args(filters("industry-policies")).args([
        flag("industry-policies", "open"),
        page_limit("industry-policies"),
        option("industry-policies", "before", "key"),
    ]);
    let days = option("industry-calendar", "days", "days").value_parser(value_parser!(u32).range(1..=400));
    let calendar = subcommand("industry", "calendar").args(filters("industry-calendar")).arg(days.default_value("90"));
    command_named("industry").subcommands([page("sector"), page("park"), policies, calendar])
}

fn radar() -> Command {
    let repeated = |name, value| option("radar-save", name, value).action(ArgAction::Append).allow_hyphen_values(true);
    let kinds = PossibleValuesParser::new(ITEM_KINDS.map(|(name, _)| name));
    let save = subcommand("radar", "save").args([
        option("radar-save", "id", "id"),
        option("radar-save", "name", "name").required(true),
        repeated("sector", "code"),
        repeated("park", "code"),
        repeated("kind", "kind").value_parser(kinds),
        repeated("word", "words"),
        repeated("without", "words"),
        option("radar-save", "size", "code"),
        option("radar-save", "remind", "days").value_parser(value_parser!(u32)),
    ]);
    let hits = subcommand("radar", "hits").args([
        option("radar-hits", "rule", "id"),
        page_limit("radar-hits"),
        option("radar-hits", "before", "key"),
    ]);
    let delete = subcommand("radar", "delete").arg(item("radar-delete"));
    let seen = subcommand("radar", "seen").arg(option("radar-seen", "rule", "id"));
    let file = positional("radar-import", "file", "file").value_parser(PathBufValueParser::new());
    let import = subcommand("radar", "import").arg(file);
    command_named("radar").subcommands([hits, save, delete, seen, subcommand("radar", "export"), import])
}

fn appeal() -> Command {
    let field = |name: &'static str, value| option("appeal-write", name, value);
    let kinds = PossibleValuesParser::new(APPEAL_KINDS.map(|(name, _)| name));
    let write = subcommand("appeal", "write").args([
        field("id", "id"),
        field("kind", "kind").value_parser(kinds),
        field("title", "words").required(true).allow_hyphen_values(true),
        field("text", "words").required(true).allow_hyphen_values(true),
        field("town", "code"),
        field("name", "name"),
        field("phone", "number"),
    ]);
    let send = subcommand("appeal", "send").arg(item("appeal-send"));
    let show = subcommand("appeal", "show").arg(item("appeal-show"));
    let delete = subcommand("appeal", "delete").args([item("appeal-delete"), flag("appeal-delete", "force")]);
    command_named("appeal").subcommands([write, send, show, subcommand("appeal", "refresh"), delete])
}

fn login() -> Command {
    let redirect = option("login", "redirect", "address").conflicts_with_all(["print", "switch"]);
    command_named("login").args([flag("login", "print"), redirect, flag("login", "switch")])
}

fn draft() -> Command {
    let content = |path: &'static str| {
        let values = positional(path, "values", "field-value").required(false).num_args(1..);
        let photos = option(path, "photo", "file").value_parser(PathBufValueParser::new());
        [values.value_parser(field_value), photos.num_args(1..).action(ArgAction::Append)]
    };
    let id = |path: &'static str| positional(path, "id", "id");
    let place = option("draft-photo", "place", "number").value_parser(value_parser!(u32).range(1..));
    let photo = subcommand("draft", "photo")
        .args([id("draft-photo"), positional("draft-photo", "photo", "photo")])
        .args([option("draft-photo", "caption", "words").allow_hyphen_values(true), place])
        .arg(flag("draft-photo", "remove").conflicts_with_all(["caption", "place"]))
        .group(ArgGroup::new("change").args(["caption", "place", "remove"]).multiple(true).required(true));
    let number = positional("draft-restore", "number", "number").value_parser(value_parser!(i64));
    command_named("draft").arg(id("draft").required(false)).subcommands([
        subcommand("draft", "form"),
        subcommand("draft", "new").args(content("draft-new")),
        subcommand("draft", "set").arg(id("draft-set")).args(content("draft-set")),
        photo,
        subcommand("draft", "restore").args([id("draft-restore"), number]),
        subcommand("draft", "edit").arg(id("draft-edit")),
        subcommand("draft", "delete").arg(id("draft-delete")),
    ])
}

/// A field and its value: `title=…`.
fn field_value(value: &str) -> Result<FieldValue, String> {
    let (code, value) = value.split_once('=').filter(|(code, _)| !code.is_empty()).ok_or_else(|| value.to_owned())?;
    Ok(FieldValue { code: code.to_owned(), value: value.to_owned() })
}

/// How long sending may take.
fn patience(path: &str) -> Arg {
    option(path, "seconds", "seconds").value_parser(value_parser!(u32)).default_value(DEFAULT_PATIENCE)
}

fn submit() -> Command {
    command_named("submit").args([positional("submit", "id", "id"), flag("submit", "unmetered"), patience("submit")])
}

fn outbox() -> Command {
    let id = |path: &'static str| positional(path, "id", "id");
    let sending =
        |name: &'static str, path: &'static str| subcommand("outbox", name).args([id(path), patience("outbox-send")]);
    let months = option("outbox-ledger", "months", "months").value_parser(value_parser!(u32).range(1..=60));
    let files = positional("outbox-photo", "files", "file").num_args(1..).value_parser(PathBufValueParser::new());
    let switches = [flag("outbox-unmetered", "on"), flag("outbox-unmetered", "off").conflicts_with("on")];
    command_named("outbox").arg(id("outbox").required(false)).subcommands([
        subcommand("outbox", "refresh").arg(patience("outbox-send")),
        subcommand("outbox", "pause").arg(id("outbox-pause")),
        sending("resume", "outbox-resume"),
        sending("retry", "outbox-retry"),
        sending("withdraw", "outbox-withdraw"),
        sending("photo", "outbox-photo").arg(files),
        subcommand("outbox", "delete").args([id("outbox-delete"), flag("outbox-delete", "force")]),
        subcommand("outbox", "unmetered").args(switches),
        subcommand("outbox", "ledger").arg(months.default_value("12")),
    ])
}

fn subcommand(parent: &str, name: &'static str) -> Command {
    Command::new(name).about(text::get(&format!("help.{parent}-{name}")).to_owned())
}

fn inspect() -> Command {
    let file = |path| positional(path, "file", "file").value_parser(PathBufValueParser::new());
    let base = |path| option(path, "base", "address").value_parser(Url::parse);
    let feed = Command::new("feed").about(text::get("help.inspect-feed")).args([
        file("inspect-feed"),
        option("inspect-feed", "content-type", "type"),
        base("inspect-feed"),
    ]);
    let article = Command::new("article")
        .about(text::get("help.inspect-article"))
        .args([file("inspect-article"), base("inspect-article")]);
    let picture = Command::new("picture").about(text::get("help.inspect-picture")).arg(file("inspect-picture"));
    command_named("inspect")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([feed, article, picture])
}

fn completions() -> Command {
    command_named("completions").arg(positional("completions", "shell", "shell").value_parser(value_parser!(Shell)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn item_kinds_have_their_json_names() {
        for (name, kind) in super::ITEM_KINDS {
            assert_eq!(serde_json::to_value(kind).unwrap(), name);
        }
    }

    #[test]
    fn the_command_line_definition_is_valid() {
        super::command().debug_assert();
    }
}
