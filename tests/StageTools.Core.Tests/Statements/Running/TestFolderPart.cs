using System.Text;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>A folder of a stage, as another program sees it.</summary>
internal sealed record TestFolderPart(string Path)
{
    /// <summary>All files below, by their keys, in order.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(path => System.IO.Path.GetRelativePath(Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public string Read(string key) => File.ReadAllText(System.IO.Path.Combine(Path, key));

    /// <summary>The text of the only file.</summary>
    public string ReadOnly() => Read(Files.ShouldHaveSingleItem());

    public void Write(string key, string content)
    {
        var path = System.IO.Path.Combine(Path, key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
