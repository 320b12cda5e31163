//! Parses a command line into a [`Command`].

mod station;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use songming_core::{
    ActivityRequest, AppealDraft, AppealKind, HomeFamily, ItemKind, MarkAction, NetworkClass, NoticeRequest,
    OfflineTarget, PolicyRequest, Position, RadarRule, ReadingPosition, Scope, SearchFilter, SearchOrder,
    SearchRequest, ServiceRequest, SyncBudget,
};
use url::Url;

use crate::account::AccountCommand;
use crate::alerts::AlertCommand;
use crate::appeals::AppealCommand;
use crate::arguments::{self, APPEAL_KINDS, ITEM_KINDS, MARK_FLAGS};
use crate::command::{Command, Invocation, ListenCommand, RetentionChange};
use crate::government::GovernmentCommand;
use crate::home::SectionChanges;
use crate::industry::{IndustryCommand, RadarCommand};
use crate::party::{OfflineCommand, PartyCommand};
use crate::search::SearchCommand;
use crate::search_words;

/// Why `expect` cannot fail: clap has validated the command line against [`arguments::command`].
const VALIDATED: &str = "clap accepts only the commands of `arguments`";
const REQUIRED: &str = "clap refuses a command line without its required arguments";
const HAS_DEFAULT: &str = "the argument has a default value";

/// Whether an invalid command line asks for JSON.
pub(crate) fn wants_json(words: &[OsString]) -> bool {
    words.iter().skip(1).take_while(|word| *word != "--").any(|word| word == "--json")
}

/// Parses a command line, whose first word is the program.
pub(crate) fn parse(words: &[OsString]) -> Result<Invocation, clap::Error> {
    let definition = arguments::command();
    let words = search_words::move_behind_divider(words, &definition);
    let matches = definition.try_get_matches_from(words)?;
    let (name, given) = matches.subcommand().expect(VALIDATED);
    Ok(Invocation {
        data: given.get_one::<PathBuf>("data").cloned(),
        secrets: given.get_one::<PathBuf>("secrets").cloned(),
        publisher: string(given, "publisher"),
        network: given.get_one::<String>("network").map(|value| network(value)),
        json: given.get_flag("json"),
        command: command(name, given)?,
    })
}

fn string(given: &ArgMatches, name: &str) -> Option<String> {
    given.get_one::<String>(name).cloned()
}

fn required_string(given: &ArgMatches, name: &str) -> String {
    string(given, name).expect(REQUIRED)
}

fn strings(given: &ArgMatches, name: &str) -> Option<Vec<String>> {
    given.get_many::<String>(name).map(|values| values.cloned().collect())
}

/// One of [`arguments::NETWORKS`].
fn network(value: &str) -> NetworkClass {
    match value {
        "unmetered" => NetworkClass::Unmetered,
        "metered" => NetworkClass::Metered,
        _ => NetworkClass::Offline,
    }
}

fn command(name: &str, given: &ArgMatches) -> Result<Command, clap::Error> {
    let file = |given: &ArgMatches| given.get_one::<PathBuf>("file").cloned().expect(REQUIRED);
    let base = |given: &ArgMatches| given.get_one::<Url>("base").cloned();
    Ok(match (name, given.subcommand()) {
        ("consent", _) if given.get_flag("accept") => Command::Consent(Some(true)),
        ("consent", _) if given.get_flag("withdraw") => Command::Consent(Some(false)),
        ("consent", _) => Command::Consent(None),
        ("sources", Some(("add", given))) => Command::AddSource(required_string(given, "url")),
        ("sources", Some(("remove", given))) => Command::RemoveSource(required_string(given, "id")),
        ("sources", _) => Command::Sources,
        ("sync", _) => {
            let older_pages = given.get_one("older").copied().unwrap_or_default();
            Command::Sync { reset: given.get_flag("afresh"), older_pages, budget: budget(given) }
        }
        ("home", Some((_, given))) => Command::HomeSections(section_changes(given)),
        ("home", _) => Command::Home,
        ("plans", _) => Command::Reminders,
        ("list", _) => Command::List { scope: scope(given), limit: limit(given), before: string(given, "before") },
        ("search", _) => Command::Search(search(given)),
        ("read", _) => Command::Read { id: required_string(given, "id"), peek: given.get_flag("peek") },
        ("story", _) => Command::Story(required_string(given, "id")),
        ("mark", _) if given.get_flag("all-read") => Command::MarkAllRead(scope(given)),
        ("mark", _) => Command::Mark { ids: strings(given, "ids").expect(REQUIRED), actions: mark_actions(given)? },
        ("speech", _) => Command::Speech { id: required_string(given, "id"), spoken: given.get_flag("spoken") },
        ("listen", _) => Command::Listen(listen(given)?),
        ("pictures", _) if given.get_flag("clear") => Command::ClearPictures,
        ("pictures", _) => Command::Pictures { id: required_string(given, "id"), address: string(given, "address") },
        ("storage", _) => {
            let number = |name| given.get_one(name).copied();
            let (text_megabytes, picture_megabytes) = (number("text-mb"), number("picture-mb"));
            Command::Storage(RetentionChange { days: number("days"), text_megabytes, picture_megabytes })
        }
        ("follow", _) if given.get_flag("none") => Command::Follow(Some(Vec::new())),
        ("follow", _) => Command::Follow(strings(given, "codes")),
        ("catalogue", _) => Command::Catalogue,
        ("alert", _) => Command::Alert(alert(given)),
        ("service", _) => Command::Service(service(given)),
        ("government", Some((name, given))) => Command::Government(government(name, given)),
        ("party", sub) => Command::Party(sub.map_or(PartyCommand::Series, |(name, given)| party(name, given))),
        ("offline", sub) => Command::Offline(sub.map_or(OfflineCommand::List, |(name, given)| offline(name, given))),
        ("industry", sub) => {
            Command::Industry(sub.map_or(IndustryCommand::Overview, |(name, given)| industry(name, given)))
        }
        ("radar", sub) => Command::Radar(sub.map_or(RadarCommand::Rules, |(name, given)| radar(name, given))),
        ("appeal", sub) => Command::Appeal(sub.map_or(AppealCommand::List, |(name, given)| appeal(name, given))),
        ("login", _) => Command::Account(station::login(given)),
        ("logout", _) => Command::Account(AccountCommand::LogOut),
        ("account", _) => Command::Account(AccountCommand::Show),
        ("draft", sub) => Command::Draft(station::draft(given, sub)?),
        ("submit", _) => Command::Outbox(station::submit(given)),
        ("outbox", sub) => Command::Outbox(station::outbox(given, sub)?),
        ("inspect", Some(("feed", given))) => {
            Command::InspectFeed { file: file(given), content_type: string(given, "content-type"), base: base(given) }
        }
        ("inspect", Some(("picture", given))) => Command::InspectPicture { file: file(given) },
        ("inspect", Some((_, given))) => Command::InspectArticle { file: file(given), base: base(given) },
        _ => Command::Completions(given.get_one("shell").copied().expect(VALIDATED)),
    })
}

fn budget(given: &ArgMatches) -> SyncBudget {
    let default = SyncBudget::default();
    let megabytes = given.get_one::<u32>("pictures-mb").copied();
    SyncBudget {
        seconds: given.get_one("seconds").copied().unwrap_or(default.seconds),
        bytes: given.get_one("bytes").copied().unwrap_or(default.bytes),
        picture_bytes: megabytes.map_or(default.picture_bytes, |megabytes| u64::from(megabytes) << 20),
    }
}

fn scope(given: &ArgMatches) -> Scope {
    let value = |name| string(given, name);
    let flag = |name, scope| given.get_flag(name).then_some(scope);
    None.or_else(|| value("channel").map(|code| Scope::Channel { code }))
        .or_else(|| value("module").map(|code| Scope::Module { code }))
        .or_else(|| value("source").map(|id| Scope::Source { id }))
        .or_else(|| value("story").map(|id| Scope::Story { id }))
        .or_else(|| flag("favourites", Scope::Favourites))
        .or_else(|| flag("history", Scope::History))
        .or_else(|| flag("hidden", Scope::Hidden))
        .unwrap_or_default()
}

fn search(given: &ArgMatches) -> SearchCommand {
    let words = strings(given, "words").map(|words| words.join(" "));
    let limit = limit(given);
    if given.get_flag("recent") {
        return SearchCommand::Recent;
    }
    if given.get_flag("forget") {
        return SearchCommand::Forget(words);
    }
    let words = words.unwrap_or_default();
    if given.get_flag("suggest") {
        return SearchCommand::Suggest { words, limit };
    }
    let filter = SearchFilter {
        module: string(given, "module"),
        channel: string(given, "channel"),
        sector: string(given, "sector"),
        park: string(given, "park"),
        kind: given.get_one::<String>("kind").and_then(|name| item_kind(name)),
        since: given.get_one("since").copied(),
        until: given.get_one("until").copied(),
        unread: given.get_flag("unread"),
        favourite: given.get_flag("favourites"),
    };
    let order = if given.get_flag("newest") { SearchOrder::Newest } else { SearchOrder::TitleFirst };
    SearchCommand::Find(SearchRequest { words, filter, order, after: string(given, "after"), limit })
}

/// One of [`arguments::ITEM_KINDS`].
fn item_kind(name: &str) -> Option<ItemKind> {
    ITEM_KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

fn alert(given: &ArgMatches) -> AlertCommand {
    if let Some(identifier) = string(given, "confirm") {
        return AlertCommand::Confirm(identifier);
    }
    if let Some(codes) = strings(given, "towns") {
        return AlertCommand::SetTowns(codes);
    }
    match string(given, "id") {
        Some(id) => AlertCommand::Show(id),
        None if given.get_flag("all-towns") => AlertCommand::SetTowns(Vec::new()),
        None => AlertCommand::Current,
    }
}

fn limit(given: &ArgMatches) -> u32 {
    given.get_one("limit").copied().expect(HAS_DEFAULT)
}

fn service(given: &ArgMatches) -> Option<ServiceRequest> {
    let request = ServiceRequest {
        category: string(given, "category"),
        open_now: given.get_flag("open"),
        position: given.get_one::<(f64, f64)>("near").map(|&(latitude, longitude)| Position { latitude, longitude }),
        before: string(given, "before"),
        limit: limit(given),
    };
    (!given.get_flag("categories")).then_some(request)
}

fn government(name: &str, given: &ArgMatches) -> GovernmentCommand {
    let module = |given: &ArgMatches| if given.get_flag("party") { "party" } else { "government" }.to_owned();
    match name {
        "notices" => GovernmentCommand::Notices(NoticeRequest {
            module: module(given),
            issuer: string(given, "issuer"),
            topic: string(given, "topic"),
            number: string(given, "number"),
            valid_only: given.get_flag("valid"),
            before: string(given, "before"),
            limit: limit(given),
        }),
        "issuers" => GovernmentCommand::Issuers(module(given)),
        "guides" => GovernmentCommand::Guides {
            topic: string(given, "topic"),
            before: string(given, "before"),
            limit: limit(given),
        },
        _ => {
            let id = required_string(given, "id");
            match (string(given, "tick"), string(given, "untick")) {
                (Some(material), _) => GovernmentCommand::Tick { id, material, on: true },
                (None, Some(material)) => GovernmentCommand::Tick { id, material, on: false },
                (None, None) if given.get_flag("clear") => GovernmentCommand::ClearTicks(id),
                (None, None) => GovernmentCommand::Guide(id),
            }
        }
    }
}

fn section_changes(given: &ArgMatches) -> SectionChanges {
    let sections = |name| -> Vec<(HomeFamily, String)> {
        given.get_many::<(HomeFamily, String)>(name).map(|all| all.cloned().collect()).unwrap_or_default()
    };
    SectionChanges {
        order: sections("order"),
        show: sections("show"),
        hide: sections("hide"),
        mute: sections("mute"),
        unmute: sections("unmute"),
    }
}

fn party(name: &str, given: &ArgMatches) -> PartyCommand {
    match name {
        "study" => PartyCommand::Study(required_string(given, "name")),
        "activities" => PartyCommand::Activities(ActivityRequest {
            module: "party".to_owned(),
            past: given.get_flag("past"),
            before: string(given, "before"),
            limit: limit(given),
        }),
        "activity" => PartyCommand::Activity(required_string(given, "id")),
        _ => PartyCommand::Series,
    }
}

fn offline(name: &str, given: &ArgMatches) -> OfflineCommand {
    let target = match string(given, "series") {
        Some(name) => OfflineTarget::Series { name },
        None => OfflineTarget::Item { id: required_string(given, "id") },
    };
    match name {
        "keep" => OfflineCommand::Keep(target),
        "drop" => OfflineCommand::Drop(target),
        _ => OfflineCommand::Fetch(target),
    }
}

fn industry(name: &str, given: &ArgMatches) -> IndustryCommand {
    let request = |given: &ArgMatches| PolicyRequest {
        sector: string(given, "sector"),
        park: string(given, "park"),
        size: string(given, "size"),
        ..PolicyRequest::default()
    };
    match name {
        "sector" => IndustryCommand::Section(Scope::Sector { code: required_string(given, "code") }),
        "park" => IndustryCommand::Section(Scope::Park { code: required_string(given, "code") }),
        "calendar" => IndustryCommand::Calendar(request(given), given.get_one("days").copied().expect(HAS_DEFAULT)),
        _ => IndustryCommand::Policies(PolicyRequest {
            open_only: given.get_flag("open"),
            before: string(given, "before"),
            limit: limit(given),
            ..request(given)
        }),
    }
}

fn radar(name: &str, given: &ArgMatches) -> RadarCommand {
    let list = |name| strings(given, name).unwrap_or_default();
    match name {
        "hits" => {
            RadarCommand::Hits { rule: string(given, "rule"), before: string(given, "before"), limit: limit(given) }
        }
        "save" => RadarCommand::Save(RadarRule {
            id: string(given, "id"),
            name: required_string(given, "name"),
            sectors: list("sector"),
            parks: list("park"),
            kinds: list("kind").iter().filter_map(|name| item_kind(name)).collect(),
            words: list("word"),
            excluded: list("without"),
            size: string(given, "size"),
            remind: given.get_one("remind").copied(),
        }),
        "delete" => RadarCommand::Delete(required_string(given, "id")),
        "seen" => RadarCommand::MarkSeen(string(given, "rule")),
        "export" => RadarCommand::Export,
        _ => RadarCommand::Import(given.get_one::<PathBuf>("file").cloned().expect(REQUIRED)),
    }
}

fn appeal(name: &str, given: &ArgMatches) -> AppealCommand {
    match name {
        "write" => {
            let kind = string(given, "kind");
            let kind = APPEAL_KINDS.iter().find(|(name, _)| Some(*name) == kind.as_deref()).map(|(_, kind)| *kind);
            AppealCommand::Save(AppealDraft {
                id: string(given, "id"),
                kind: kind.unwrap_or(AppealKind::Consultation),
                title: required_string(given, "title"),
                text: required_string(given, "text"),
                town: string(given, "town"),
                name: string(given, "name"),
                phone: string(given, "phone"),
            })
        }
        "send" => AppealCommand::Send(required_string(given, "id")),
        "show" => AppealCommand::Show(required_string(given, "id")),
        "delete" => AppealCommand::Delete { id: required_string(given, "id"), force: given.get_flag("force") },
        _ => AppealCommand::Refresh,
    }
}

fn mark_actions(given: &ArgMatches) -> Result<Vec<MarkAction>, clap::Error> {
    let mut actions = Vec::new();
    for (set, unset) in MARK_FLAGS {
        for (name, on) in [(set, true), (unset, false)] {
            if given.get_flag(name) {
                actions.push(match set {
                    "read" => MarkAction::Read { on },
                    "favourite" => MarkAction::Favourite { on },
                    "like" => MarkAction::Like { on },
                    _ => MarkAction::Hide { on },
                });
            }
        }
    }
    if let Some(value) = string(given, "place") {
        let place = reading_position(&value).ok_or_else(|| invalid_value("--place", &value))?;
        actions.push(MarkAction::Place { place });
    }
    Ok(actions)
}

/// `BLOCK` or `BLOCK:PERMILLE`.
fn reading_position(value: &str) -> Option<ReadingPosition> {
    let (block, permille) = value.split_once(':').unwrap_or((value, "0"));
    let permille = permille.parse().ok().filter(|permille| *permille <= 1_000)?;
    Some(ReadingPosition { block: block.parse().ok()?, permille })
}

fn listen(given: &ArgMatches) -> Result<ListenCommand, clap::Error> {
    let ids = |name| strings(given, name);
    Ok(match (ids("add"), ids("remove"), ids("at").as_deref()) {
        (Some(ids), ..) => ListenCommand::Add(ids),
        (_, Some(ids), _) => ListenCommand::Remove(ids),
        (.., Some([id, value])) => {
            let sentence = value.parse().map_err(|_| invalid_value("--at", value))?;
            ListenCommand::SetPosition { id: id.clone(), sentence }
        }
        _ if given.get_flag("clear") => ListenCommand::Clear,
        _ => ListenCommand::Show,
    })
}

/// The error of clap for a value that it cannot validate itself.
fn invalid_value(option: &str, value: &str) -> clap::Error {
    let mut error = clap::Error::new(ErrorKind::ValueValidation);
    error.insert(ContextKind::InvalidArg, ContextValue::String(option.to_owned()));
    error.insert(ContextKind::InvalidValue, ContextValue::String(value.to_owned()));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn parsed(line: &str) -> Invocation {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        parse(&words).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    pub(super) fn error_kind(line: &str) -> ErrorKind {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        parse(&words).map(|invocation| panic!("{invocation:?}")).unwrap_or_else(|error| error.kind())
    }

    #[test]
    fn commands_are_parsed_with_their_options() {
        let list = parsed("songming list --module party --limit 5 --before 1.2 --data /d --json");
        assert!(list.json);
        assert_eq!(list.data, Some(PathBuf::from("/d")));
        let Command::List { scope, limit: 5, before: Some(_) } = list.command else { panic!("{list:?}") };
        assert_eq!(scope, Scope::Module { code: "party".into() });
        let sync = parsed("songming --publisher http://127.0.0.1:1 sync --older 2 --bytes 9 --pictures-mb 2");
        assert_eq!(sync.publisher.as_deref(), Some("http://127.0.0.1:1"));
        let Command::Sync { reset: false, older_pages: 2, budget } = sync.command else { panic!("{sync:?}") };
        assert_eq!(budget, SyncBudget { bytes: 9, picture_bytes: 2 << 20, ..SyncBudget::default() });
        let added = parsed("songming --json sources add news.example");
        assert!(matches!(added.command, Command::AddSource(address) if address == "news.example") && added.json);
        assert!(matches!(parsed("songming consent --withdraw").command, Command::Consent(Some(false))));
        assert!(matches!(
            parsed("songming inspect article - --base https://a.example").command,
            Command::InspectArticle { base: Some(_), .. }
        ));
        assert!(matches!(parsed("songming read -x").command, Command::Read { id, peek: false } if id == "-x"));
        assert_eq!(parsed("songming home --network metered").network, Some(NetworkClass::Metered));
    }

    #[test]
    fn several_marks_are_set_at_once() {
        let line = "songming mark a - b --read --unfavourite --like --hide --place 7:250";
        let Command::Mark { ids, actions } = parsed(line).command else { panic!("no mark") };
        assert_eq!(ids, ["a", "-", "b"]);
        let expected = [
            MarkAction::Read { on: true },
            MarkAction::Favourite { on: false },
            MarkAction::Like { on: true },
            MarkAction::Hide { on: true },
            MarkAction::Place { place: ReadingPosition { block: 7, permille: 250 } },
        ];
        assert_eq!(actions, expected);
        assert!(matches!(
            parsed("songming mark --read -- -x").command,
            Command::Mark { ids, .. } if ids == ["-x"]
        ));
        assert!(matches!(parsed("songming mark --all-read").command, Command::MarkAllRead(Scope::All)));
        assert!(matches!(
            parsed("songming mark --all-read --channel tv").command,
            Command::MarkAllRead(Scope::Channel { code }) if code == "tv"
        ));
        for line in ["mark", "mark a", "mark --read", "mark --channel tv"] {
            assert_eq!(error_kind(&format!("songming {line}")), ErrorKind::MissingRequiredArgument, "{line}");
        }
        for line in [
            "mark a --read --unread",
            "mark a --read --channel tv",
            "mark a --all-read",
            "mark --all-read --read",
            "mark --all-read --hidden --history",
        ] {
            assert_eq!(error_kind(&format!("songming {line}")), ErrorKind::ArgumentConflict, "{line}");
        }
        for place in ["x", "1:", ":5", "1:1001", "-1"] {
            assert_eq!(error_kind(&format!("songming mark a --place={place}")), ErrorKind::ValueValidation, "{place}");
        }
    }

    #[test]
    fn search_words_are_distinguished_from_options() {
        let search = |line: &str| match parsed(line).command {
            Command::Search(search) => search,
            other => panic!("{other:?}"),
        };
        let request = |words: &str| SearchRequest { words: words.to_owned(), limit: 20, ..SearchRequest::default() };
        assert_eq!(search("songming search a b"), SearchCommand::Find(request("a b")));
        assert_eq!(search("songming search -x --limt OR -"), SearchCommand::Find(request("-x --limt OR -")));
        assert_eq!(search("songming search -- --limit 5"), SearchCommand::Find(request("--limit 5")));
        let line = "songming search 秋 --kind alert --since 2026-11-01 收 --newest --unread --after 1.2.3 --limit 7";
        let filter = SearchFilter {
            kind: Some(ItemKind::Alert),
            since: Some(1_793_462_400_000),
            unread: true,
            ..SearchFilter::default()
        };
        let (order, after) = (SearchOrder::Newest, Some("1.2.3".to_owned()));
        assert_eq!(
            search(line),
            SearchCommand::Find(SearchRequest { filter, order, after, limit: 7, ..request("秋 收") })
        );
        assert_eq!(search("songming search --suggest 秋"), SearchCommand::Suggest { words: "秋".into(), limit: 20 });
        assert_eq!(search("songming search --recent"), SearchCommand::Recent);
        assert_eq!(search("songming search --forget"), SearchCommand::Forget(None));
        assert_eq!(search("songming search a --forget b"), SearchCommand::Forget(Some("a b".into())));
        for line in ["search", "search --limit 5"] {
            assert_eq!(error_kind(&format!("songming {line}")), ErrorKind::MissingRequiredArgument, "{line}");
        }
        for line in [
            "search --recent --forget",
            "search --recent a",
            "search --recent --limit 5",
            "search --suggest a --kind alert",
            "search --forget a --unread",
        ] {
            assert_eq!(error_kind(&format!("songming {line}")), ErrorKind::ArgumentConflict, "{line}");
        }
        assert_eq!(error_kind("songming search a --since soon"), ErrorKind::ValueValidation);
        assert_eq!(error_kind("songming search a --kind news"), ErrorKind::InvalidValue);
    }

    #[test]
    fn the_listening_queue_accepts_one_change_at_a_time() {
        let listen = |line: &str| match parsed(line).command {
            Command::Listen(listen) => listen,
            other => panic!("{other:?}"),
        };
        assert_eq!(listen("songming listen"), ListenCommand::Show);
        assert_eq!(listen("songming listen --add a b"), ListenCommand::Add(vec!["a".into(), "b".into()]));
        assert_eq!(
            listen("songming listen --remove a --remove b"),
            ListenCommand::Remove(vec!["a".into(), "b".into()])
        );
        assert_eq!(listen("songming listen --clear"), ListenCommand::Clear);
        assert_eq!(listen("songming listen --at a 3"), ListenCommand::SetPosition { id: "a".into(), sentence: 3 });
        assert_eq!(error_kind("songming listen --add a --clear"), ErrorKind::ArgumentConflict);
        assert_eq!(error_kind("songming listen --at a here"), ErrorKind::ValueValidation);
        assert_eq!(error_kind("songming listen --at a"), ErrorKind::WrongNumberOfValues);
    }

    #[test]
    fn retention_channels_and_pictures_are_parsed() {
        let Command::Storage(change) = parsed("songming storage --days 30").command else { panic!("no storage") };
        assert_eq!(change, RetentionChange { days: Some(30), ..RetentionChange::default() });
        assert!(matches!(parsed("songming follow").command, Command::Follow(None)));
        assert!(matches!(parsed("songming follow --none").command, Command::Follow(Some(codes)) if codes.is_empty()));
        assert!(matches!(parsed("songming follow tv weibo").command, Command::Follow(Some(codes)) if codes.len() == 2));
        assert!(matches!(parsed("songming pictures --clear").command, Command::ClearPictures));
        assert_eq!(error_kind("songming pictures"), ErrorKind::MissingRequiredArgument);
        assert_eq!(error_kind("songming pictures --address https://a.example/x"), ErrorKind::MissingRequiredArgument);
    }
}
