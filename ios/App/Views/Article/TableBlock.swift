import SongmingCore
import SongmingKit
import SwiftUI

/// A table of data. One that is too wide is scrolled sideways.
struct TableBlock: View {
  let caption: [Span]
  let rows: [TableRow]
  @State private var shownCells = Self.cellPage

  var body: some View {
    let shown = TableLayout.firstRows(rows, cells: shownCells)
    VStack(alignment: .leading, spacing: 8) {
      if !caption.isEmpty { StyledText(caption).textStyle(.smallTitle) }
      TableGrid(rows: shown)
      if shown.count < rows.count {
        ShowMoreButton(remaining: rows.count - shown.count) { shownCells += Self.cellPage }
      }
    }
  }

  /// Cells that are drawn at first, and more with each tap: a slow phone cannot draw a whole spreadsheet at once.
  private static let cellPage = 400
}

private struct TableGrid: View {
  let cells: [PlacedCell]
  let rowCount: Int

  init(rows: [TableRow]) {
    cells = TableLayout.place(rows)
    rowCount = rows.count
  }

  var body: some View {
    ViewThatFits(in: .horizontal) {
      grid
      VStack(alignment: .leading, spacing: 6) {
        ScrollView(.horizontal) { grid }
        SecondaryText(Words.text("table_wide"))
      }
    }
  }

  private var grid: some View {
    TableGridLayout(cells: cells, rowCount: rowCount) {
      ForEach(Array(cells.enumerated()), id: \.offset) { _, cell in CellView(cell: cell.cell) }
    }
  }
}

private struct CellView: View {
  let cell: TableCell
  @Environment(\.display) private var display

  var body: some View {
    StyledText(cell.spans)
      .textStyle(.detail)
      .fontWeight(cell.header ? .semibold : .regular)
      .padding(10)
      .frame(maxWidth: .infinity, maxHeight: .infinity, alignment: .topLeading)
      .border(display.palette.divider, width: 0.5)
      .accessibilityAddTraits(cell.header ? .isHeader : [])
  }
}

/// Places the cells of a table in columns of the same width.
private struct TableGridLayout: Layout {
  let cells: [PlacedCell]
  let rowCount: Int

  /// Eight characters fit on a line.
  private static let minColumnWidth: CGFloat = 120

  private var columnCount: Int { cells.map { $0.column + $0.columns }.max() ?? 1 }

  func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) -> CGSize {
    let width = columnWidth(in: proposal.width)
    return CGSize(width: width * CGFloat(columnCount), height: tops(width, subviews).last ?? 0)
  }

  func placeSubviews(
    in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout ()
  ) {
    let width = columnWidth(in: bounds.width)
    let tops = tops(width, subviews)
    for (cell, subview) in zip(cells, subviews) {
      let (top, bottom) = (tops[cell.row], tops[cell.row + cell.rows])
      subview.place(
        at: CGPoint(x: bounds.minX + width * CGFloat(cell.column), y: bounds.minY + top),
        anchor: .topLeading,
        proposal: ProposedViewSize(width: width * CGFloat(cell.columns), height: bottom - top))
    }
  }

  private func columnWidth(in available: CGFloat?) -> CGFloat {
    guard let available, available.isFinite else { return Self.minColumnWidth }
    return max(Self.minColumnWidth, available / CGFloat(columnCount))
  }

  /// Where each row begins, and the last one ends. Cells of one row come first: a cell of several rows only adds what it needs
  /// beyond their heights.
  private func tops(_ width: CGFloat, _ subviews: Subviews) -> [CGFloat] {
    var heights = Array(repeating: CGFloat(0), count: rowCount)
    for (cell, subview) in zip(cells, subviews).sorted(by: { $0.0.rows < $1.0.rows }) {
      let proposal = ProposedViewSize(width: width * CGFloat(cell.columns), height: nil)
      let covered = cell.row..<cell.row + cell.rows
      let missing = subview.sizeThatFits(proposal).height - heights[covered].reduce(0, +)
      if missing > 0, let last = covered.last { heights[last] += missing }
    }
    return heights.reduce(into: [0]) { tops, height in tops.append((tops.last ?? 0) + height) }
  }
}
