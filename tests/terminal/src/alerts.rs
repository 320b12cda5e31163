//! 应急: the `alert` command.

use songming_core::{AlertRow, Client, ItemDetails};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{field, fields};
use crate::layout::{Run, Style};
use crate::text;
use crate::text_page::TextPage;

const WARNING: Style = Style { bold: true, italic: false, dim: false, underline: false, warning: true };

/// What `alert` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AlertCommand {
    /// Lists the alerts in force.
    Current,
    /// Shows the alert of an item id with its updates.
    Show(String),
    /// Confirms that the alert of an identifier was seen.
    Confirm(String),
    /// Limits the alerts to towns. An empty list means the whole county.
    SetTowns(Vec<String>),
}

pub(crate) async fn alerts(client: &Client, command: AlertCommand) -> Result<Answer, Failure> {
    Ok(match command {
        AlertCommand::Current => Answer::Alerts(client.alerts().page().await?.current),
        AlertCommand::Show(id) => match client.items().get(id).await?.details {
            ItemDetails::Alert { alert } => Answer::Alerts(alert.chain),
            _ => return Err(Failure::wrong_kind()),
        },
        AlertCommand::Confirm(identifier) => {
            client.alerts().acknowledge(identifier).await?;
            Answer::Alerts(client.alerts().page().await?.current)
        }
        AlertCommand::SetTowns(codes) => {
            client.alerts().set_towns(codes).await?;
            Answer::Alerts(client.alerts().page().await?.current)
        }
    })
}

/// Renders alerts. The headline of an exercise or a test is not styled as a warning.
pub(crate) fn alert_list(page: &mut TextPage, alerts: &[AlertRow]) {
    if alerts.is_empty() {
        return page.message("alert.none");
    }
    for alert in alerts {
        page.blank_line();
        page.paragraph(&[Run {
            text: alert.headline.clone(),
            style: if alert.real { WARNING } else { Style::default() },
        }]);
        let period = format!("{} – {}", alert.effective_text, alert.expires_text);
        let confirmation = match (alert.acknowledge, alert.acknowledged) {
            (true, false) => text::get("alert.confirm"),
            (true, true) => text::get("alert.confirmed"),
            (false, _) => "",
        };
        fields(
            page,
            [
                field("alert.words", &alert.words),
                field("alert.time", &period),
                field("alert.do", &alert.instruction),
                field("alert.asked", confirmation),
                field("alert.identifier", &alert.identifier),
                field("topic.id", &alert.row.id),
            ],
        );
    }
}
