using System.Text.Encodings.Web;

namespace StageTools.Storage.Buckets.Services;

/// <summary>Policies of buckets in the language of AWS.</summary>
/// <remarks>IAM User Guide, "IAM JSON policy elements: Variables" and "NotResource". A refusal wins over whatever else allows.</remarks>
internal static class AwsPolicy
{
    /// <summary>Keeps each user's folder his own, by the name of the IAM user who asks: who is none, such as a role, has none.</summary>
    /// <param name="url">The bucket, and what all keys begin with.</param>
    /// <param name="users">The folder of the users' folders.</param>
    /// <param name="shared">The folder of what all have.</param>
    public static string Of(StageUrl url, string users, string shared)
    {
        var partition = "arn:aws:s3:::" + url.Authority;
        var prefix = url.Path.Length == 0 ? string.Empty : Literal(url.Path) + "/";
        var (own, all) = ($"{prefix}{users}/${{aws:username}}/*", $"{prefix}{shared}/*");
        return $$$"""
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "FilesOfOthers",
                  "Effect": "Deny",
                  "Principal": "*",
                  "Action": "s3:*",
                  "NotResource": ["{{{partition}}}", "{{{partition}}}/{{{all}}}", "{{{partition}}}/{{{own}}}"]
                },
                {
                  "Sid": "ListingsOfOthers",
                  "Effect": "Deny",
                  "Principal": "*",
                  "Action": ["s3:ListBucket", "s3:ListBucketVersions"],
                  "Resource": "{{{partition}}}",
                  "Condition": {"StringNotLike": {"s3:prefix": ["{{{all}}}", "{{{own}}}"]}}
                },
                {
                  "Sid": "UploadsOfOthers",
                  "Effect": "Deny",
                  "Principal": "*",
                  "Action": "s3:ListBucketMultipartUploads",
                  "Resource": "{{{partition}}}"
                }
              ]
            }
            """;
    }

    // What means more than itself in a policy, and then in its JSON.
    private static string Literal(string path)
    {
        var literal = string.Concat(path.Select(static c => c is '*' or '?' or '$' ? $"${{{c}}}" : c.ToString()));
        return JsonEncodedText.Encode(literal, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value;
    }
}
