import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// The sentences of the station that are put together from words and values.
@Suite
struct StationTextsTests {
  @Test
  func aRefusedFileSaysWhy() {
    #expect(RefusedFile(name: "a.jpg", reason: "", noSpace: true).text == "a.jpg：手机空间不足，清理后请重新添加。")
    #expect(RefusedFile(name: "a.jpg", reason: "").text == "a.jpg：读不出来，请重新选择。")
    #expect(RefusedFile(name: "a.jpg", reason: "这张照片已损坏。").text == "a.jpg：这张照片已损坏。")
  }

  @Test
  func whatThePublisherRefusedIsShownAtOnceAndWhatIsMissingAfterAnAttemptToSend() {
    let refused = [FieldProblem(field: "text", reason: "正文太短。")]
    let form = sampleDraftForm("d1", refused: refused)
    #expect(form.problem(of: "text", showsProblems: false) == "正文太短。")
    #expect(form.problem(of: "title", showsProblems: false) == nil)
    #expect(form.problem(of: "title", showsProblems: true) == "请填写标题。")
    #expect(form.name(of: "gone") == "gone", "a field that the form no longer has")
    #expect(sampleField("标题").label == "标题")
    #expect(sampleField("摘要", required: false).label == "摘要（选填）")
  }

  @Test
  func everyActionHasAWordAndWhatCannotBeUndoneIsConfirmed() {
    let titles = SubmissionAction.allCases.map(\.title)
    #expect(Set(titles).count == titles.count)
    #expect(SubmissionAction.allCases.filter(\.needsConfirmation) == [.withdraw, .delete])
  }

  @Test
  func aFileSaysHowMuchOfItArrived() {
    let file = SubmissionFile(
      id: "f", name: "f.jpg", kind: "image/jpeg", size: 4_000_000, sent: 1_000_000, state: .sending, stateName: "上传中")
    #expect(file.fractionSent == 0.25)
    #expect(file.detailText.hasPrefix("上传中　") && file.detailText.count > 4)
    let sent = SubmissionFile(
      id: "f", name: "f.jpg", kind: "image/jpeg", size: 0, sent: 0, state: .sent, stateName: "已上传")
    #expect(sent.fractionSent == 0)
    #expect(sent.detailText == "已上传")
    #expect(sampleSubmission("a", .queued, sent: 1, size: 2).isSending)
    #expect(!sampleSubmission("a", .queued, sent: 2, size: 2).isSending)
    #expect(!sampleSubmission("a", .paused, sent: 1, size: 2).isSending)
  }

  @Test
  func theReasonOfASingleFieldIsSaidOnce() {
    func details(_ fields: FieldProblem...) -> [String] {
      let problem = SubmissionProblem(
        code: "invalid", text: "标题太长。", fields: fields, file: nil, otherTitle: nil, otherText: nil)
      return sampleSubmission("a", .parked, problem: problem).problemDetails
    }
    #expect(details(FieldProblem(field: "title", reason: "标题太长。")) == [])
    #expect(details(FieldProblem(field: "text", reason: "正文太短。")) == ["正文太短。"])
  }

  @Test
  func aDifferenceIsSaidInOneSentence() {
    let spans = [
      DifferenceSpan(kind: .same, text: "生产线"), DifferenceSpan(kind: .removed, text: "今天"),
      DifferenceSpan(kind: .added, text: "11月20日"),
    ]
    let difference = FieldDifference(code: "text", name: "正文", spans: spans)
    #expect(difference.spokenText(.versions) == "生产线，删去“今天”，，增加“11月20日”，")
    #expect(difference.spokenText(.conflict) == "生产线，只在手机上“今天”，，只在编辑部“11月20日”，")
  }

  @Test
  func linesLeaveOutWhatIsNotThere() {
    #expect(sampleAccount().placeText == "开发区联络站")
    #expect(sampleDraftRow("d").detailText == "刚刚")
    let step = ReviewStep(
      sequence: 1, version: 2, state: "returned", stateName: "退改", at: 0, atText: "10:00", role: "", reviewer: nil,
      reason: nil, marks: [])
    #expect(step.bylineText == "第 2 稿　10:00")
    let month = LedgerMonth(month: "2026-11", sent: 4, adopted: 3, published: 2, returned: 1, rejected: 0)
    #expect(month.counts == ["提交 4", "采用 3", "已发布 2", "退改 1", "退稿 0"])
  }

  @Test
  func aDayIsWrittenAsTheCentreReadsIt() throws {
    let date = try #require(FormDay.date(of: "2026-11-05"))
    #expect(FormDay.value(of: date) == "2026-11-05")
    for other in ["", "2026-11", "2026-02-30", "2026-13-01", "昨天", "2026-11-05-1"] {
      #expect(FormDay.date(of: other) == nil, "\(other)")
    }
  }
}
