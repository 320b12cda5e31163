import Foundation

/// The value of a date field of the centre's form, for a calendar control.
public enum FormDay {
  private static let calendar = Calendar(identifier: .gregorian)

  /// The day that is entered; nil if the text is no day.
  public static func date(of value: String) -> Date? {
    let parts = value.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
      return nil
    }
    let components = DateComponents(
      calendar: calendar, year: year, month: month, day: day, hour: 12)
    return components.isValidDate ? components.date : nil
  }

  /// The value for a day that was picked, in the phone's time zone, as the control shows it.
  public static func value(of date: Date) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    return [(parts.year, 4), (parts.month, 2), (parts.day, 2)].map { number, digits in
      // Digits of the phone's language are not understood by the core.
      let text = String(number ?? 0)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }.joined(separator: "-")
  }
}
