public enum UIKeyboardType: Int, Sendable {
  case `default` = 0
  case numberPad = 4
  case phonePad = 5
}
