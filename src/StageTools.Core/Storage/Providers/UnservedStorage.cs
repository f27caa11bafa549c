namespace StageTools.Storage.Providers;

/// <summary>Storage that others serve and StageTools does not, by its full name.</summary>
internal static class UnservedStorage
{
    private static readonly Dictionary<string, string> ByScheme = new(StringComparer.OrdinalIgnoreCase)
    {
        ["azblob"] = "Azure Blob Storage",
        ["azure"] = "Azure Blob Storage",
        ["wasb"] = "Azure Blob Storage",
        ["wasbs"] = "Azure Blob Storage",
        ["abfs"] = "Azure Data Lake Storage",
        ["abfss"] = "Azure Data Lake Storage",
        ["obs"] = "Huawei Cloud OBS",
        ["cos"] = "Tencent Cloud COS",
        ["cosn"] = "Tencent Cloud COS",
        ["webhdfs"] = "WebHDFS",
        ["hdfs"] = "HDFS",
        ["hf"] = "Hugging Face",
        ["ipfs"] = "IPFS",
        ["http"] = "A web server",
        ["https"] = "A web server",
        ["ftp"] = "An FTP server",
        ["ftps"] = "An FTP server",
        ["sftp"] = "An SFTP server",
    };

    /// <summary>What a scheme stands for, with the scheme.</summary>
    public static string Describe(string scheme) => ByScheme.TryGetValue(scheme, out var name)
        ? $"{name} ({scheme}://)"
        : $"Storage of the kind '{scheme}://'";
}
