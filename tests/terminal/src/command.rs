//! What a command line means.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap_complete::Shell;
use songming_core::{
    ActivityRequest, AppealDraft, AppealKind, HomeFamily, MarkAction, NetworkClass, NoticeRequest, OfflineTarget,
    PolicyRequest, Position, RadarRule, ReadingPosition, Scope, SearchFilter, SearchOrder, SearchRequest,
    ServiceRequest, SyncBudget,
};
use url::Url;

use crate::arguments::{self, APPEALS, KINDS, SWITCHES};
use crate::home::Arrange;
use crate::industry::{Market, Watch};
use crate::party::{Keep, Party};
use crate::search::Search;
use crate::topics::{Alerts, Appeals, Government};
use crate::wording;

/// A command line that was understood.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) data: Option<PathBuf>,
    pub(crate) publisher: Option<String>,
    pub(crate) network: Option<NetworkClass>,
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
    Sync {
        afresh: bool,
        older: u32,
        budget: SyncBudget,
    },
    Home,
    Arrange(Arrange),
    Plans,
    List {
        scope: Scope,
        limit: u32,
        before: Option<String>,
    },
    Search(Search),
    Read {
        id: String,
        peek: bool,
    },
    Story(String),
    /// `-` among the ids stands for those on standard input.
    Mark {
        ids: Vec<String>,
        actions: Vec<MarkAction>,
    },
    MarkAllRead(Scope),
    Speech {
        id: String,
        spoken: bool,
    },
    Listen(Listen),
    Pictures {
        id: String,
        address: Option<String>,
    },
    ClearPictures,
    Storage(Grant),
    /// The channels to follow instead of those that are; none to see them.
    Follow(Option<Vec<String>>),
    Catalogue,
    Alert(Alerts),
    /// None: the categories.
    Service(Option<ServiceRequest>),
    Government(Government),
    Party(Party),
    Offline(Keep),
    Industry(Market),
    Radar(Watch),
    Appeal(Appeals),
    InspectFeed {
        file: PathBuf,
        content_type: Option<String>,
        base: Option<Url>,
    },
    InspectArticle {
        file: PathBuf,
        base: Option<Url>,
    },
    InspectPicture {
        file: PathBuf,
    },
    Completions(Shell),
}

/// What is to be done with the listening queue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Listen {
    Show,
    Add(Vec<String>),
    Remove(Vec<String>),
    Clear,
    At { id: String, sentence: u32 },
}

/// What of the retention is to be set; the rest stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) days: Option<u32>,
    pub(crate) text_megabytes: Option<u32>,
    pub(crate) picture_megabytes: Option<u32>,
}

/// What clap knows no name for.
const LISTED: &str = "the command line was checked against the commands of `arguments`";
const REQUIRED: &str = "clap asks for what is required";

/// Whether somebody who made a mistake in the rest of the line asked for JSON.
pub(crate) fn wants_json(line: &[OsString]) -> bool {
    line.iter().skip(1).take_while(|word| *word != "--").any(|word| word == "--json")
}

/// Understands a command line.
pub(crate) fn parse(line: &[OsString]) -> Result<Invocation, clap::Error> {
    let command = arguments::command();
    let matches = command.clone().try_get_matches_from(wording::set_apart(line, &command))?;
    let (name, given) = matches.subcommand().expect(LISTED);
    Ok(Invocation {
        data: given.get_one::<PathBuf>("data").cloned(),
        publisher: string(given, "publisher"),
        network: given.get_one::<String>("network").map(|named| network(named)),
        json: given.get_flag("json"),
        order: order(name, given)?,
    })
}

fn string(given: &ArgMatches, name: &str) -> Option<String> {
    given.get_one::<String>(name).cloned()
}

fn needed(given: &ArgMatches, name: &str) -> String {
    string(given, name).expect(REQUIRED)
}

fn strings(given: &ArgMatches, name: &str) -> Option<Vec<String>> {
    given.get_many::<String>(name).map(|values| values.cloned().collect())
}

/// One of [`arguments::NETWORKS`].
fn network(named: &str) -> NetworkClass {
    match named {
        "unmetered" => NetworkClass::Unmetered,
        "metered" => NetworkClass::Metered,
        _ => NetworkClass::Offline,
    }
}

fn order(name: &str, given: &ArgMatches) -> Result<Order, clap::Error> {
    let file = |given: &ArgMatches| given.get_one::<PathBuf>("file").cloned().expect(REQUIRED);
    let base = |given: &ArgMatches| given.get_one::<Url>("base").cloned();
    Ok(match (name, given.subcommand()) {
        ("consent", _) if given.get_flag("accept") => Order::Consent(Some(true)),
        ("consent", _) if given.get_flag("withdraw") => Order::Consent(Some(false)),
        ("consent", _) => Order::Consent(None),
        ("sources", Some(("add", given))) => Order::AddSource(needed(given, "url")),
        ("sources", Some(("remove", given))) => Order::RemoveSource(needed(given, "id")),
        ("sources", _) => Order::Sources,
        ("sync", _) => {
            let older = given.get_one("older").copied().unwrap_or_default();
            Order::Sync { afresh: given.get_flag("afresh"), older, budget: budget(given) }
        }
        ("home", Some((_, given))) => Order::Arrange(arrange(given)),
        ("home", _) => Order::Home,
        ("plans", _) => Order::Plans,
        ("list", _) => Order::List {
            scope: scope(given),
            limit: given.get_one("limit").copied().expect("it has a default"),
            before: string(given, "before"),
        },
        ("search", _) => Order::Search(search(given)),
        ("read", _) => Order::Read { id: needed(given, "id"), peek: given.get_flag("peek") },
        ("story", _) => Order::Story(needed(given, "id")),
        ("mark", _) if given.get_flag("all-read") => Order::MarkAllRead(scope(given)),
        ("mark", _) => Order::Mark { ids: strings(given, "ids").expect(REQUIRED), actions: actions(given)? },
        ("speech", _) => Order::Speech { id: needed(given, "id"), spoken: given.get_flag("spoken") },
        ("listen", _) => Order::Listen(listen(given)?),
        ("pictures", _) if given.get_flag("clear") => Order::ClearPictures,
        ("pictures", _) => Order::Pictures { id: needed(given, "id"), address: string(given, "address") },
        ("storage", _) => {
            let number = |name| given.get_one(name).copied();
            let (text_megabytes, picture_megabytes) = (number("text-mb"), number("picture-mb"));
            Order::Storage(Grant { days: number("days"), text_megabytes, picture_megabytes })
        }
        ("follow", _) if given.get_flag("none") => Order::Follow(Some(Vec::new())),
        ("follow", _) => Order::Follow(strings(given, "codes")),
        ("catalogue", _) => Order::Catalogue,
        ("alert", _) => Order::Alert(alert(given)),
        ("service", _) => Order::Service(service(given)),
        ("government", Some((what, given))) => Order::Government(government(what, given)),
        ("party", asked) => Order::Party(asked.map_or(Party::Series, |(what, given)| party(what, given))),
        ("offline", asked) => Order::Offline(asked.map_or(Keep::All, |(what, given)| keep(what, given))),
        ("industry", asked) => Order::Industry(asked.map_or(Market::Overview, |(what, given)| market(what, given))),
        ("radar", asked) => Order::Radar(asked.map_or(Watch::Rules, |(what, given)| watch(what, given))),
        ("appeal", asked) => Order::Appeal(asked.map_or(Appeals::All, |(what, given)| appeal(what, given))),
        ("inspect", Some(("feed", given))) => {
            Order::InspectFeed { file: file(given), content_type: string(given, "content-type"), base: base(given) }
        }
        ("inspect", Some(("picture", given))) => Order::InspectPicture { file: file(given) },
        ("inspect", Some((_, given))) => Order::InspectArticle { file: file(given), base: base(given) },
        _ => Order::Completions(given.get_one("shell").copied().expect(LISTED)),
    })
}

fn budget(given: &ArgMatches) -> SyncBudget {
    let usual = SyncBudget::default();
    let megabytes = given.get_one::<u32>("pictures-mb").copied();
    SyncBudget {
        seconds: given.get_one("seconds").copied().unwrap_or(usual.seconds),
        bytes: given.get_one("bytes").copied().unwrap_or(usual.bytes),
        picture_bytes: megabytes.map_or(usual.picture_bytes, |megabytes| u64::from(megabytes) << 20),
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

fn search(given: &ArgMatches) -> Search {
    let words = strings(given, "words").map(|words| words.join(" "));
    let limit = given.get_one("limit").copied().expect("it has a default");
    if given.get_flag("recent") {
        return Search::Recent;
    }
    if given.get_flag("forget") {
        return Search::Forget(words);
    }
    let words = words.unwrap_or_default();
    if given.get_flag("suggest") {
        return Search::Suggest { words, limit };
    }
    let kind = given.get_one::<String>("kind");
    let filter = SearchFilter {
        module: string(given, "module"),
        channel: string(given, "channel"),
        sector: string(given, "sector"),
        park: string(given, "park"),
        kind: kind.and_then(|named| KINDS.iter().find(|(name, _)| name == named)).map(|(_, kind)| *kind),
        since: given.get_one("since").copied(),
        until: given.get_one("until").copied(),
        unread: given.get_flag("unread"),
        favourite: given.get_flag("favourites"),
    };
    let order = if given.get_flag("newest") { SearchOrder::Newest } else { SearchOrder::TitleFirst };
    Search::Ask(SearchRequest { words, filter, order, after: string(given, "after"), limit })
}

fn alert(given: &ArgMatches) -> Alerts {
    if let Some(identifier) = string(given, "confirm") {
        return Alerts::Confirm(identifier);
    }
    if let Some(codes) = strings(given, "towns") {
        return Alerts::Towns(codes);
    }
    match string(given, "id") {
        Some(id) => Alerts::One(id),
        None if given.get_flag("all-towns") => Alerts::Towns(Vec::new()),
        None => Alerts::Current,
    }
}

fn limit(given: &ArgMatches) -> u32 {
    given.get_one("limit").copied().expect("it has a default")
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

fn government(what: &str, given: &ArgMatches) -> Government {
    let module = |given: &ArgMatches| if given.get_flag("party") { "party" } else { "government" }.to_owned();
    match what {
        "notices" => Government::Notices(NoticeRequest {
            module: module(given),
            issuer: string(given, "issuer"),
            topic: string(given, "topic"),
            number: string(given, "number"),
            valid_only: given.get_flag("valid"),
            before: string(given, "before"),
            limit: limit(given),
        }),
        "issuers" => Government::Issuers(module(given)),
        "guides" => {
            Government::Guides { topic: string(given, "topic"), before: string(given, "before"), limit: limit(given) }
        }
        _ => {
            let id = needed(given, "id");
            match (string(given, "tick"), string(given, "untick")) {
                (Some(material), _) => Government::Tick { id, material, on: true },
                (None, Some(material)) => Government::Tick { id, material, on: false },
                (None, None) if given.get_flag("clear") => Government::Clear(id),
                (None, None) => Government::Guide(id),
            }
        }
    }
}

/// `module:CODE` and `channel:CODE`, as clap has checked.
fn arrange(given: &ArgMatches) -> Arrange {
    let places = |name| -> Vec<(HomeFamily, String)> {
        given.get_many::<(HomeFamily, String)>(name).map(|all| all.cloned().collect()).unwrap_or_default()
    };
    Arrange {
        order: places("order"),
        show: places("show"),
        hide: places("hide"),
        mute: places("mute"),
        unmute: places("unmute"),
    }
}

fn party(what: &str, given: &ArgMatches) -> Party {
    match what {
        "study" => Party::Study(needed(given, "name")),
        "activities" => Party::Activities(ActivityRequest {
            module: "party".to_owned(),
            past: given.get_flag("past"),
            before: string(given, "before"),
            limit: limit(given),
        }),
        "activity" => Party::Activity(needed(given, "id")),
        _ => Party::Series,
    }
}

fn keep(what: &str, given: &ArgMatches) -> Keep {
    let thing = match string(given, "series") {
        Some(name) => OfflineTarget::Series { name },
        None => OfflineTarget::Item { id: needed(given, "id") },
    };
    match what {
        "keep" => Keep::Set(thing, true),
        "drop" => Keep::Set(thing, false),
        _ => Keep::Fetch(thing),
    }
}

fn market(what: &str, given: &ArgMatches) -> Market {
    let request = |given: &ArgMatches| PolicyRequest {
        sector: string(given, "sector"),
        park: string(given, "park"),
        size: string(given, "size"),
        ..PolicyRequest::default()
    };
    match what {
        "sector" => Market::Page(Scope::Sector { code: needed(given, "code") }),
        "park" => Market::Page(Scope::Park { code: needed(given, "code") }),
        "calendar" => Market::Calendar(request(given), given.get_one("days").copied().expect("it has a default")),
        _ => Market::Policies(PolicyRequest {
            open_only: given.get_flag("open"),
            before: string(given, "before"),
            limit: limit(given),
            ..request(given)
        }),
    }
}

fn watch(what: &str, given: &ArgMatches) -> Watch {
    let list = |name| strings(given, name).unwrap_or_default();
    match what {
        "hits" => Watch::Hits { rule: string(given, "rule"), before: string(given, "before"), limit: limit(given) },
        "save" => {
            let kinds = list("kind");
            let kinds = kinds.iter().filter_map(|named| KINDS.iter().find(|(name, _)| name == named));
            Watch::Save(RadarRule {
                id: string(given, "id"),
                name: needed(given, "name"),
                sectors: list("sector"),
                parks: list("park"),
                kinds: kinds.map(|(_, kind)| *kind).collect(),
                words: list("word"),
                excluded: list("without"),
                size: string(given, "size"),
                remind: given.get_one("remind").copied(),
            })
        }
        "delete" => Watch::Delete(needed(given, "id")),
        "seen" => Watch::Seen(string(given, "rule")),
        "export" => Watch::Export,
        _ => Watch::Import(given.get_one::<PathBuf>("file").cloned().expect(REQUIRED)),
    }
}

fn appeal(what: &str, given: &ArgMatches) -> Appeals {
    match what {
        "write" => {
            let kind = string(given, "kind");
            let kind = APPEALS.iter().find(|(name, _)| Some(*name) == kind.as_deref()).map(|(_, kind)| *kind);
            Appeals::Write(AppealDraft {
                id: string(given, "id"),
                kind: kind.unwrap_or(AppealKind::Consultation),
                title: needed(given, "title"),
                text: needed(given, "text"),
                town: string(given, "town"),
                name: string(given, "name"),
                phone: string(given, "phone"),
            })
        }
        "send" => Appeals::Send(needed(given, "id")),
        "show" => Appeals::One(needed(given, "id")),
        "delete" => Appeals::Delete { id: needed(given, "id"), insist: given.get_flag("insist") },
        _ => Appeals::Refresh,
    }
}

fn actions(given: &ArgMatches) -> Result<Vec<MarkAction>, clap::Error> {
    let mut actions = Vec::new();
    for (on_word, off_word) in SWITCHES {
        for (word, on) in [(on_word, true), (off_word, false)] {
            if given.get_flag(word) {
                actions.push(match on_word {
                    "read" => MarkAction::Read { on },
                    "favourite" => MarkAction::Favourite { on },
                    "like" => MarkAction::Like { on },
                    _ => MarkAction::Hide { on },
                });
            }
        }
    }
    if let Some(said) = string(given, "place") {
        let place = place(&said).ok_or_else(|| no_value_of("--place", &said))?;
        actions.push(MarkAction::Place { place });
    }
    Ok(actions)
}

/// `BLOCK` or `BLOCK:PERMILLE`.
fn place(said: &str) -> Option<ReadingPosition> {
    let (block, permille) = said.split_once(':').unwrap_or((said, "0"));
    let permille = permille.parse().ok().filter(|permille| *permille <= 1_000)?;
    Some(ReadingPosition { block: block.parse().ok()?, permille })
}

fn listen(given: &ArgMatches) -> Result<Listen, clap::Error> {
    let ids = |name| strings(given, name);
    Ok(match (ids("add"), ids("remove"), ids("at").as_deref()) {
        (Some(ids), ..) => Listen::Add(ids),
        (_, Some(ids), _) => Listen::Remove(ids),
        (.., Some([id, said])) => {
            let sentence = said.parse().map_err(|_| no_value_of("--at", said))?;
            Listen::At { id: id.clone(), sentence }
        }
        _ if given.get_flag("clear") => Listen::Clear,
        _ => Listen::Show,
    })
}

/// A mistake that clap would have found if it could divide a value.
fn no_value_of(option: &str, said: &str) -> clap::Error {
    let mut error = clap::Error::new(ErrorKind::ValueValidation);
    error.insert(ContextKind::InvalidArg, ContextValue::String(option.to_owned()));
    error.insert(ContextKind::InvalidValue, ContextValue::String(said.to_owned()));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(line: &str) -> Invocation {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        parse(&words).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    fn refused(line: &str) -> ErrorKind {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        parse(&words).map(|understood| panic!("{understood:?}")).unwrap_or_else(|error| error.kind())
    }

    #[test]
    fn what_is_said_is_what_is_meant() {
        let list = understood("songming list --module party --limit 5 --before 1.2 --data /d --json");
        assert!(list.json);
        assert_eq!(list.data, Some(PathBuf::from("/d")));
        let Order::List { scope, limit: 5, before: Some(_) } = list.order else { panic!("{list:?}") };
        assert_eq!(scope, Scope::Module { code: "party".into() });
        let sync = understood("songming --publisher http://127.0.0.1:1 sync --older 2 --bytes 9 --pictures-mb 2");
        assert_eq!(sync.publisher.as_deref(), Some("http://127.0.0.1:1"));
        let Order::Sync { afresh: false, older: 2, budget } = sync.order else { panic!("{sync:?}") };
        assert_eq!(budget, SyncBudget { bytes: 9, picture_bytes: 2 << 20, ..SyncBudget::default() });
        let added = understood("songming --json sources add news.example");
        assert!(matches!(added.order, Order::AddSource(address) if address == "news.example") && added.json);
        assert!(matches!(understood("songming consent --withdraw").order, Order::Consent(Some(false))));
        assert!(matches!(
            understood("songming inspect article - --base https://a.example").order,
            Order::InspectArticle { base: Some(_), .. }
        ));
        assert!(matches!(understood("songming read -x").order, Order::Read { id, peek: false } if id == "-x"));
        assert_eq!(understood("songming home --network metered").network, Some(NetworkClass::Metered));
    }

    #[test]
    fn marks_are_understood_together() {
        let line = "songming mark a - b --read --unfavourite --like --hide --place 7:250";
        let Order::Mark { ids, actions } = understood(line).order else { panic!("no mark") };
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
            understood("songming mark --read -- -x").order,
            Order::Mark { ids, .. } if ids == ["-x"]
        ));
        assert!(matches!(understood("songming mark --all-read").order, Order::MarkAllRead(Scope::All)));
        assert!(matches!(
            understood("songming mark --all-read --channel tv").order,
            Order::MarkAllRead(Scope::Channel { code }) if code == "tv"
        ));
        for line in ["mark", "mark a", "mark --read", "mark --channel tv"] {
            assert_eq!(refused(&format!("songming {line}")), ErrorKind::MissingRequiredArgument, "{line}");
        }
        for line in [
            "mark a --read --unread",
            "mark a --read --channel tv",
            "mark a --all-read",
            "mark --all-read --read",
            "mark --all-read --hidden --history",
        ] {
            assert_eq!(refused(&format!("songming {line}")), ErrorKind::ArgumentConflict, "{line}");
        }
        for place in ["x", "1:", ":5", "1:1001", "-1"] {
            assert_eq!(refused(&format!("songming mark a --place={place}")), ErrorKind::ValueValidation, "{place}");
        }
    }

    #[test]
    fn words_are_text_and_options_are_options() {
        let of = |line: &str| match understood(line).order {
            Order::Search(search) => search,
            other => panic!("{other:?}"),
        };
        let asked = |words: &str| SearchRequest { words: words.to_owned(), limit: 20, ..SearchRequest::default() };
        assert_eq!(of("songming search a b"), Search::Ask(asked("a b")));
        assert_eq!(of("songming search -x --limt OR -"), Search::Ask(asked("-x --limt OR -")));
        assert_eq!(of("songming search -- --limit 5"), Search::Ask(asked("--limit 5")));
        let line = "songming search 秋 --kind alert --since 2026-11-01 收 --newest --unread --after 1.2.3 --limit 7";
        let filter = SearchFilter {
            kind: Some(songming_core::ItemKind::Alert),
            since: Some(1_793_462_400_000),
            unread: true,
            ..SearchFilter::default()
        };
        let (order, after) = (SearchOrder::Newest, Some("1.2.3".to_owned()));
        assert_eq!(of(line), Search::Ask(SearchRequest { filter, order, after, limit: 7, ..asked("秋 收") }));
        assert_eq!(of("songming search --suggest 秋"), Search::Suggest { words: "秋".into(), limit: 20 });
        assert_eq!(of("songming search --recent"), Search::Recent);
        assert_eq!(of("songming search --forget"), Search::Forget(None));
        assert_eq!(of("songming search a --forget b"), Search::Forget(Some("a b".into())));
        for line in ["search", "search --limit 5"] {
            assert_eq!(refused(&format!("songming {line}")), ErrorKind::MissingRequiredArgument, "{line}");
        }
        for line in [
            "search --recent --forget",
            "search --recent a",
            "search --recent --limit 5",
            "search --suggest a --kind alert",
            "search --forget a --unread",
        ] {
            assert_eq!(refused(&format!("songming {line}")), ErrorKind::ArgumentConflict, "{line}");
        }
        assert_eq!(refused("songming search a --since soon"), ErrorKind::ValueValidation);
        assert_eq!(refused("songming search a --kind news"), ErrorKind::InvalidValue);
    }

    #[test]
    fn the_queue_is_changed_in_one_way_at_a_time() {
        let of = |line: &str| match understood(line).order {
            Order::Listen(listen) => listen,
            other => panic!("{other:?}"),
        };
        assert_eq!(of("songming listen"), Listen::Show);
        assert_eq!(of("songming listen --add a b"), Listen::Add(vec!["a".into(), "b".into()]));
        assert_eq!(of("songming listen --remove a --remove b"), Listen::Remove(vec!["a".into(), "b".into()]));
        assert_eq!(of("songming listen --clear"), Listen::Clear);
        assert_eq!(of("songming listen --at a 3"), Listen::At { id: "a".into(), sentence: 3 });
        assert_eq!(refused("songming listen --add a --clear"), ErrorKind::ArgumentConflict);
        assert_eq!(refused("songming listen --at a here"), ErrorKind::ValueValidation);
        assert_eq!(refused("songming listen --at a"), ErrorKind::WrongNumberOfValues);
    }

    #[test]
    fn what_is_kept_is_set_in_part() {
        let Order::Storage(grant) = understood("songming storage --days 30").order else { panic!("no storage") };
        assert_eq!(grant, Grant { days: Some(30), ..Grant::default() });
        assert!(matches!(understood("songming follow").order, Order::Follow(None)));
        assert!(matches!(understood("songming follow --none").order, Order::Follow(Some(codes)) if codes.is_empty()));
        assert!(matches!(understood("songming follow tv weibo").order, Order::Follow(Some(codes)) if codes.len() == 2));
        assert!(matches!(understood("songming pictures --clear").order, Order::ClearPictures));
        assert_eq!(refused("songming pictures"), ErrorKind::MissingRequiredArgument);
        assert_eq!(refused("songming pictures --address https://a.example/x"), ErrorKind::MissingRequiredArgument);
    }
}
