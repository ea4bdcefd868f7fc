# Its documents were printed by version 5.100.0 of the provider; policy_document.json holds them.
data "aws_iam_policy_document" "empty" {}
data "aws_iam_policy_document" "one" {
  policy_id = "pid"
  statement {
    sid       = "A"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::b/&{aws:username}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:user/a"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceVpc"
      values   = ["vpc-b", "vpc-a"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:Other"
      values   = ["<x>"]
    }
  }
  statement {
    effect        = "Deny"
    not_actions   = ["iam:*"]
    not_resources = ["*"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions = ["a:b"]
    resources = ["*"]
    principals {
      type = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions = ["a:c"]
    principals {
      type = "AWS"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "merged" {
  source_policy_documents = [data.aws_iam_policy_document.one.json, jsonencode({Version="2008-10-17", Id = "other", Statement=[{Effect="Allow", Sid="B", Resource="*", Action=["x:b", "x:c"], Principal={AWS="*"}}, {Sid="P", Effect="Allow", Principal="*", Action="x:a", Resource=["z","y"], Condition={Bool={"aws:x"="true"}, StringLike={"k"=["b","a"]}}}]})]
  statement {
    sid = "B"
    actions = ["y:b"]
    resources = ["*"]
  }
  override_policy_documents = [jsonencode({Statement=[{Sid="A", Effect="Deny", Action="*", Resource="*"}]})]
}
resource "t_t" "t" {
  empty  = data.aws_iam_policy_document.empty.json
  one    = data.aws_iam_policy_document.one.json
  min    = data.aws_iam_policy_document.one.minified_json
  merged = data.aws_iam_policy_document.merged.json
}
