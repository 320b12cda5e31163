import Foundation
import SongmingCore

extension PlaceholderImage {
  /// The pixels as a bitmap file (BMP, 24 bits), which the system decodes as it does a photo. Transparent pixels are white.
  var bitmapFile: Data {
    let (width, height) = (Int(width), Int(height))
    // A row ends at a multiple of four bytes.
    let padding = (4 - width * 3 % 4) % 4
    let size = (width * 3 + padding) * height
    var file = Data("BM".utf8)
    for number in [Self.headers + size, 0, Self.headers, 40, width, height] {
      file.append(UInt32(number))
    }
    file.append(contentsOf: [1, 0, 24, 0])
    for number in [0, size, 0, 0, 0, 0] { file.append(UInt32(number)) }
    // The rows are from bottom to top, the colours blue, green, red.
    for row in stride(from: height - 1, through: 0, by: -1) {
      for column in 0..<width {
        let pixel = rgba.startIndex + (row * width + column) * 4
        let alpha = Int(rgba[pixel + 3])
        for component in [2, 1, 0] {
          file.append(UInt8((Int(rgba[pixel + component]) * alpha + 255 * (255 - alpha)) / 255))
        }
      }
      file.append(contentsOf: Array(repeating: 0, count: padding))
    }
    return file
  }

  private static let headers = 54
}

extension Data {
  fileprivate mutating func append(_ number: UInt32) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
