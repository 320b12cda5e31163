//! The page on which a person logs in, the same for clerks and editors. It has no script.

use crate::account::Denied;
use crate::markup::escape;
use crate::response::NO_STORE;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::LazyLock;

const STYLE: &str = "body{margin:0;font:18px/1.6 sans-serif;color:#1a1a1a;background:#f4f5f7}\
main{max-width:24rem;margin:8vh auto;padding:1.5rem;background:#fff}\
h1{font-size:1.4rem;margin:0 0 1rem}label{display:block;margin:1rem 0 .25rem}\
input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border:1px solid #595959}\
button{margin-top:1.5rem;width:100%;padding:.7rem;font:inherit;color:#fff;background:#0b5394;border:0}\
:focus-visible{outline:3px solid #b45309;outline-offset:2px}.fault{color:#a40000}";

/// Characters of what was typed that are shown again.
const MAX_SHOWN: usize = 200;

/// The browser applies `form-action` also to the redirect that follows the form, so the addresses of the app are in it.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(crate::tokens::hash(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self' cn.songming.app: http://127.0.0.1:*; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("the policy is ASCII")
});

/// The form after an attempt that led to nothing. `others`: what is said to an account that is not for this page; `account`: what
/// was typed.
pub(crate) fn denied(heading: &str, denied: Denied, others: &str, account: &str) -> Response {
    let wait = match denied {
        Denied::Wrong => return form(heading, Some("账号或密码不对。"), account),
        Denied::OtherRole => return form(heading, Some(others), account),
        Denied::Wait(wait) => wait.as_millis().div_ceil(1000) as u64,
    };
    let (number, unit) = if wait <= 90 { (wait, "秒") } else { (wait.div_ceil(60), "分钟") };
    let fault = format!("密码错的次数太多，请{number}{unit}后再试。");
    let mut response = form(heading, Some(&fault), account);
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    response
}

/// The form. `fault`: what was wrong with the last attempt; `account`: what was typed then.
pub(crate) fn form(heading: &str, fault: Option<&str>, account: &str) -> Response {
    let fault = fault.map(|fault| format!("<p class=\"fault\" role=\"alert\">{}</p>\n", escape(fault)));
    let account: String = account.chars().take(MAX_SHOWN).collect();
    let (fault, account) = (fault.unwrap_or_default(), escape(&account));
    // Without `action` the form is sent to the address of the page, with its query.
    let body = format!(
        "{fault}<form method=\"post\">\n\
         <label for=\"name\">账号</label>\n\
         <input id=\"name\" name=\"name\" value=\"{account}\" autocomplete=\"username\" autocapitalize=\"none\" required>\n\
         <label for=\"password\">密码</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\n\
         <button>登录</button>\n</form>"
    );
    page(StatusCode::OK, heading, &body)
}

/// A page that says why nobody can log in here.
pub(crate) fn refusal(status: StatusCode, text: &str) -> Response {
    page(status, "不能登录", &format!("<p>{}</p>", escape(text)))
}

fn page(status: StatusCode, heading: &str, body: &str) -> Response {
    let heading = escape(heading);
    let page = format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{heading}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    ];
    (status, NO_STORE, headers, page).into_response()
}
