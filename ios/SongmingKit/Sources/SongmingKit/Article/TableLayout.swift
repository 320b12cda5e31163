import SongmingCore

/// A cell, and the rows and columns of the grid that it covers.
public struct PlacedCell: Equatable, Sendable {
  public let cell: TableCell
  public let row: Int
  public let column: Int
  public let rows: Int
  public let columns: Int
}

/// Where the cells of a table are.
public enum TableLayout {
  /// Places the cells in the grid. A cell that covers several rows moves the cells of the next rows to the right.
  public static func place(_ rows: [TableRow]) -> [PlacedCell] {
    // For each column, the first row that is not covered.
    var free: [Int] = []
    var placed: [PlacedCell] = []
    for (row, line) in rows.enumerated() {
      var column = 0
      for cell in line.cells {
        while column < free.count, free[column] > row { column += 1 }
        let (down, across) = (min(Int(cell.rowspan), rows.count - row), Int(cell.colspan))
        if free.count < column + across {
          free += Array(repeating: 0, count: column + across - free.count)
        }
        for covered in column..<column + across { free[covered] = max(free[covered], row + down) }
        placed.append(PlacedCell(cell: cell, row: row, column: column, rows: down, columns: across))
      }
    }
    return placed
  }

  /// The first rows with this many cells together, and at least one row: a slow phone cannot draw a whole spreadsheet at once.
  public static func firstRows(_ rows: [TableRow], cells: Int) -> [TableRow] {
    var left = cells
    return Array(
      rows.prefix { row in
        defer { left -= row.cells.count }
        return left > 0
      })
  }
}
