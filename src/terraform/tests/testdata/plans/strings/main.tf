resource "terraform_data" "values" {
  input = {
    format   = format("%03d-%s-%v-%q", 7, "a", [1, "b"], "q\"")
    list     = formatlist("%s.%s", ["a", "b"], "example.org")
    replace  = replace("a-b-c", "-", "_")
    regex    = replace("abc123", "/[0-9]+/", "<$0>")
    named    = regex("(?P<name>[a-z]+)-(?P<n>[0-9]+)", "web-12")
    all      = regexall("[a-z]", "a1b2")
    split    = split(",", "a,,b")
    title    = title("hello world")
    trim     = [trim("  a ", " "), trimprefix("abc", "a"), trimsuffix("abc", "c"), trimspace("\n a\t")]
    indent   = indent(2, "a\nb")
    chomp    = chomp("a\n\n")
    substr   = [substr("hello", 1, 3), substr("hello", -3, -1)]
    contains = [strcontains("abc", "b"), startswith("abc", "a"), endswith("abc", "a")]
    join     = join("/", ["a", 1, true])
    parse    = parseint("ff", 16)
    numbers  = [ceil(1.2), floor(-1.2), max(1, "3"), min([3, 1]...), pow(2, 10), log(8, 2), abs(-2), signum(-9)]
  }
}
