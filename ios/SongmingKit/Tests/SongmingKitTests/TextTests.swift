import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// Spacing of text, layout of tables, and sentences of values.
@Suite
struct TextTests {
  @Test(arguments: [
    ("在2026年", ["在", "年"]), ("11月24日", ["月", "日"]), ("用App搜", ["用", "搜"]), ("气温28℃左右", ["温", "左"]),
    ("县里的新闻，读过的留在手机里。", []), ("Songming 2026", []), ("第 1 课", []), ("", []),
  ])
  func chineseCharactersBesideLatinLettersAndDigitsAreSpacedAndNoOthers(
    text: String, spaced: [String]
  ) {
    #expect(CjkSpacing.spacedCharacters(of: text).map { String(text[$0]) } == spaced)
  }

  private func row(_ cells: (rows: UInt32, columns: UInt32)...) -> TableRow {
    TableRow(
      cells: cells.map {
        TableCell(header: false, colspan: $0.columns, rowspan: $0.rows, spans: [])
      })
  }

  private func places(_ rows: TableRow...) -> [[Int]] {
    TableLayout.place(rows).map { [$0.row, $0.column, $0.rows, $0.columns] }
  }

  @Test
  func aCellThatCoversSeveralRowsMovesTheCellsOfTheNextRowsToTheRight() {
    let found = places(row((2, 1), (1, 2)), row((1, 1), (1, 1)), row((1, 1)))
    #expect(found == [[0, 0, 2, 1], [0, 1, 1, 2], [1, 1, 1, 1], [1, 2, 1, 1], [2, 0, 1, 1]])
    #expect(places(row((9, 3))) == [[0, 0, 1, 3]], "it ends with the last row")
  }

  @Test
  func aLongTableIsShownByPagesOfWholeRows() {
    let rows = (1...10).map { _ in row((1, 1), (1, 1), (1, 1)) }
    #expect(TableLayout.firstRows(rows, cells: 4).count == 2)
    #expect(TableLayout.firstRows(rows, cells: 1).count == 1)
    #expect(TableLayout.firstRows(rows, cells: 400).count == 10)
  }

  @Test
  func valuesHaveTheirSentences() {
    func entry(files: UInt32, held: UInt32) -> OfflineEntry {
      OfflineEntry(
        what: .series(name: "系列"), title: "", kept: true, items: 1, files: files, held: held,
        bytes: 0, missingBytes: 0)
    }
    #expect(entry(files: 0, held: 0).statusText == "已离线保存")
    #expect(entry(files: 3, held: 3).statusText == "已离线保存，图片和附件共 3 份")
    #expect(entry(files: 3, held: 1).statusText == "正在离线保存，图片和附件 1/3")
    #expect(entry(files: 0, held: 0).destination == Destination(.study, "系列"))
    #expect(offlineEntry.destination == Destination(.item, "1"))
    let deadline = Deadline(
      due: 0, dueText: "11月24日", workdaysLeft: 1, light: .near, words: "还有 1 个工作日", certain: true)
    #expect(deadline.text == "11月24日　还有 1 个工作日")
    #expect(sampleItemPage.article.byline == "嵩明发布　今天　约 60 分钟读完")
    #expect(Words.size(2_000_000).contains("2"))
  }
}
