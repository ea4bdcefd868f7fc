resource "terraform_data" "values" {
  input = {
    precedence = 1 + 2 * 3 - 4 / 2
    modulo     = [7 % 3, -7 % 3, 7.5 % 2]
    unary      = [-(-3), !true, !!false]
    text       = "5" * "2"
    division   = 1 / 3
    equality   = [1 == 1.0, "1" == 1, [1] == [1], { a = 1 } == { a = 1 }, null == null, "a" != "b"]
    logic      = [true && !false || false, false || true && false]
    large      = 12345678901234567890 + 1
    decimals   = 0.1 + 0.2
    exponent   = [1e3, 1.5E-3, 2e+2]
    compare    = "b" == "b" ? 1 : 2
    newline    = (1 +
      2)
  }
}
