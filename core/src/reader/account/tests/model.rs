//! A model of the publisher's half: codes with PKCE, rotation with grace, revocation of a whole family.

use std::collections::HashMap;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::Notify;
use url::{Url, form_urlencoded};

use super::super::pkce;
use super::{HandClock, MINUTE, PUBLISHER};
use crate::base::clock::Clock;
use crate::base::net::{Body, BodyFuture, Headers, Request, Response, ResponseFuture, Transport, TransportFault};

const GRACE: i64 = 10 * MINUTE;
const LIFETIME: i64 = 60 * MINUTE;

/// What becomes of a request.
pub(in super::super) enum Fate {
    Deliver,
    /// The connection breaks before it arrives.
    LoseRequest,
    /// It arrives and is answered, and the answer is lost.
    LoseAnswer,
    /// It never arrives, and nobody says so.
    HangBefore,
    /// It arrives, and its answer never comes.
    HangAfter,
    /// Something on the way answers.
    Answer(u16, &'static str, String),
}

/// The sessions that came from one login.
struct Family {
    account: String,
    revoked: bool,
    /// Access and refresh token of each rotation, with when the access token expires.
    pairs: Vec<(String, String, i64)>,
    rotated: i64,
}

#[derive(Default)]
struct State {
    families: Vec<Family>,
    /// Challenge and account of each code.
    codes: HashMap<String, (String, String)>,
    issued: u32,
    requests: usize,
    refreshes: usize,
    rotations: usize,
}

type Script = Box<dyn FnMut(&Request) -> Fate + Send>;

pub(in super::super) struct ModelPublisher {
    clock: Arc<HandClock>,
    state: Mutex<State>,
    script: Mutex<Script>,
    /// Told when a request hangs.
    pub(super) hanging: Notify,
    /// How tokens and codes begin.
    prefix: Mutex<String>,
}

impl ModelPublisher {
    pub(super) fn new(clock: Arc<HandClock>) -> Self {
        let (state, script) = (Mutex::default(), Mutex::new(Box::new(super::deliver) as Script));
        Self { clock, state, script, hanging: Notify::new(), prefix: Mutex::new("token".into()) }
    }

    pub(super) fn follow(&self, script: impl FnMut(&Request) -> Fate + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    pub(super) fn name_tokens(&self, prefix: &str) {
        *self.prefix.lock().unwrap() = prefix.into();
    }

    /// What the browser does: the person logs in on the page, and the browser is sent back.
    pub(super) fn browse(&self, page: &Url, who: &str) -> String {
        let asked: HashMap<_, _> = page.query_pairs().into_owned().collect();
        let code = self.next("code");
        let mut state = self.state.lock().unwrap();
        state.codes.insert(code.clone(), (asked["code_challenge"].clone(), who.to_owned()));
        let mut back = Url::parse(&asked["redirect_uri"]).unwrap();
        back.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &asked["state"])
            .append_pair("iss", PUBLISHER);
        back.into()
    }

    pub(super) fn requests(&self) -> usize {
        self.state.lock().unwrap().requests
    }

    /// How often tokens were asked for by a refresh token.
    pub(super) fn refreshes(&self) -> usize {
        self.state.lock().unwrap().refreshes
    }

    /// How often a refresh token was replaced.
    pub(super) fn rotations(&self) -> usize {
        self.state.lock().unwrap().rotations
    }

    /// The accounts of the sessions, and whether each is revoked.
    pub(super) fn sessions(&self) -> Vec<(String, bool)> {
        let state = self.state.lock().unwrap();
        state.families.iter().map(|family| (family.account.clone(), family.revoked)).collect()
    }

    /// All access tokens are refused from now on.
    pub(super) fn expire_access(&self) {
        for family in &mut self.state.lock().unwrap().families {
            family.pairs.iter_mut().for_each(|pair| pair.2 = 0);
        }
    }

    /// Ends all sessions.
    pub(super) fn revoke_all(&self) {
        self.state.lock().unwrap().families.iter_mut().for_each(|family| family.revoked = true);
    }

    /// The tokens move with the phone's clock.
    pub(super) fn postpone_expiry(&self, milliseconds: i64) {
        for family in &mut self.state.lock().unwrap().families {
            family.pairs.iter_mut().for_each(|pair| pair.2 += milliseconds);
            family.rotated += milliseconds;
        }
    }

    /// What another process stores after it replaced the tokens of this one.
    pub(super) fn rotate_elsewhere(&self, session: &str) -> String {
        let mut session: Value = serde_json::from_str(session).unwrap();
        let (_, grant) = self.refresh(session["refresh"].as_str().unwrap());
        session["access"] = grant["access_token"].clone();
        session["refresh"] = grant["refresh_token"].clone();
        session.to_string()
    }

    fn next(&self, kind: &str) -> String {
        let prefix = self.prefix.lock().unwrap().clone();
        let mut state = self.state.lock().unwrap();
        state.issued += 1;
        format!("{prefix}.{kind}.{}", state.issued)
    }

    /// The publisher's own handling of a request, without a network.
    fn handle(&self, request: &Request) -> (u16, Value) {
        let form: HashMap<String, String> =
            form_urlencoded::parse(request.body.as_deref().unwrap_or_default()).into_owned().collect();
        match request.address.path() {
            "/v1/account/token" if form["grant_type"] == "authorization_code" => self.redeem(&form),
            "/v1/account/token" => self.refresh(&form["refresh_token"]),
            "/v1/account/revoke" => {
                let mut state = self.state.lock().unwrap();
                let is_of = |family: &Family| family.pairs.iter().any(|pair| pair.1 == form["token"]);
                state.families.iter_mut().filter(|family| is_of(family)).for_each(|family| family.revoked = true);
                (200, json!({}))
            }
            _ => self.serve(request),
        }
    }

    fn redeem(&self, form: &HashMap<String, String>) -> (u16, Value) {
        let code = self.state.lock().unwrap().codes.remove(&form["code"]);
        let Some((_, account)) = code.filter(|(challenge, _)| pkce::challenge(&form["code_verifier"]) == *challenge)
        else {
            return invalid_grant();
        };
        let pair = self.new_pair();
        let answer = grant(&account, &pair);
        let family = Family { account, revoked: false, pairs: vec![pair], rotated: 0 };
        self.state.lock().unwrap().families.push(family);
        (200, answer)
    }

    fn refresh(&self, token: &str) -> (u16, Value) {
        let (fresh, now) = (self.new_pair(), self.clock.now());
        let mut state = self.state.lock().unwrap();
        state.refreshes += 1;
        let State { families, rotations, .. } = &mut *state;
        let place = |family: &Family| family.pairs.iter().position(|pair| pair.1 == token);
        let Some((family, place)) = families.iter_mut().find_map(|family| place(family).map(|place| (family, place)))
        else {
            return invalid_grant();
        };
        let newest = family.pairs.len() - 1;
        if place == newest && !family.revoked {
            family.pairs.push(fresh);
            family.rotated = now;
            *rotations += 1;
        } else if place + 1 != newest || now - family.rotated > GRACE || family.revoked {
            family.revoked = true;
            return invalid_grant();
        }
        (200, grant(&family.account, family.pairs.last().unwrap()))
    }

    fn new_pair(&self) -> (String, String, i64) {
        (self.next("access"), self.next("refresh"), self.clock.now() + LIFETIME)
    }

    fn serve(&self, request: &Request) -> (u16, Value) {
        let bearer = request.headers.iter().find(|(name, _)| *name == "authorization");
        let bearer = bearer.and_then(|(_, value)| value.strip_prefix("Bearer ")).unwrap_or_default();
        let now = self.clock.now();
        let is_valid = |family: &Family| {
            !family.revoked && family.pairs.iter().any(|(access, _, expires)| access == bearer && now < *expires)
        };
        match self.state.lock().unwrap().families.iter().find(|family| is_valid(family)) {
            Some(family) => (200, json!({"account": family.account})),
            None => (401, json!({})),
        }
    }
}

fn grant(account: &str, (access, refresh, _): &(String, String, i64)) -> Value {
    let name = if account == "zhang" { "张三" } else { "李四" };
    json!({
        "access_token": access, "token_type": "Bearer", "expires_in": LIFETIME / 1000, "refresh_token": refresh,
        "scope": "station", "_songming": {"account": account, "name": name, "station": "jingkai"},
    })
}

pub(super) fn invalid_grant() -> (u16, Value) {
    (400, json!({"error": "invalid_grant"}))
}

/// A body of one chunk.
struct OneChunk(Option<Vec<u8>>);

impl Body for OneChunk {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(ready(Ok(self.0.take())))
    }
}

fn response(status: u16, content_type: &str, body: Vec<u8>) -> ResponseFuture {
    let headers = Headers(vec![("content-type".into(), content_type.into())]);
    Box::pin(ready(Ok(Response { status, headers, body: Box::new(OneChunk(Some(body))) })))
}

impl Transport for ModelPublisher {
    fn exchange(&self, request: Request) -> ResponseFuture {
        self.state.lock().unwrap().requests += 1;
        let fate = (self.script.lock().unwrap())(&request);
        let broken = || Box::pin(ready(Err(TransportFault::ConnectionLost("cut".into())))) as ResponseFuture;
        match fate {
            Fate::Answer(status, content_type, body) => response(status, content_type, body.into_bytes()),
            Fate::LoseRequest => broken(),
            Fate::HangBefore => {
                self.hanging.notify_one();
                Box::pin(pending())
            }
            Fate::HangAfter => {
                self.handle(&request);
                self.hanging.notify_one();
                Box::pin(pending())
            }
            Fate::LoseAnswer => {
                self.handle(&request);
                broken()
            }
            Fate::Deliver => {
                let (status, body) = self.handle(&request);
                response(status, "application/json", body.to_string().into_bytes())
            }
        }
    }
}
