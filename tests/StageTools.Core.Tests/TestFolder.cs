using System.Text;
using StageTools.Machine;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests;

/// <summary>A folder of one test's own; it goes when the test ends.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("stagetools-").FullName;

    public string Path { get; }

    /// <summary>A catalog's home in this folder.</summary>
    public MachineHome Home => new(At("home"));

    /// <summary>The folder as a stage's store.</summary>
    public FileStore Store => new(Path);

    /// <summary>The folder as a stage's place.</summary>
    public IStore InStage(string stage) => new FileStore(Path, shownAs: "@" + stage);

    /// <summary>The folder as one of the user's own.</summary>
    public IStore Place => FileStore.Local(Path);

    /// <summary>All files below, by their keys, in order; parts too.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(path => System.IO.Path.GetRelativePath(Path, path)).Order(StringComparer.Ordinal)];

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a file as another program would.</summary>
    public string Write(string relative, string content = "content")
    {
        var path = At(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    public string Read(string relative) => File.ReadAllText(At(relative));

    /// <summary>A folder in this one.</summary>
    public string Folder(string relative) => Directory.CreateDirectory(At(relative)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
