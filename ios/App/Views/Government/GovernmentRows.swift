import SongmingCore
import SongmingKit
import SwiftUI

/// A notice in a list: who issued it, its number, and whether it is still valid.
struct NoticeListRow: View {
  let notice: NoticeRow
  let onOpen: (String) -> Void

  var body: some View {
    NavRow(
      notice.row.title, detail: notice.detailText, action: { onOpen(notice.row.id) },
      content: { SecondaryText(notice.validity) })
  }
}

/// A guide in a list.
struct GuideListRow: View {
  let guide: ItemRow
  let onOpen: (String) -> Void

  var body: some View {
    NavRow(guide.title, detail: guide.summary, action: { onOpen(guide.id) })
  }
}

/// An appeal in a list.
struct AppealListRow: View {
  let appeal: Appeal
  let onOpen: () -> Void

  var body: some View {
    NavRow(
      appeal.title.isEmpty ? Words.text("appeal_untitled") : appeal.title,
      detail: appeal.detailText, action: onOpen,
      content: {
        if appeal.unseen { AccentText(Words.text("appeal_news")) }
        DeadlineText(appeal.answerBy)
      })
  }
}
