using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace StageTools.Mutants;

/// <summary>The engine as the compiler is given it, and as it is with a change.</summary>
internal sealed class EngineSource
{
    private readonly CSharpCompilation _whole;
    private readonly CSharpCommandLineArguments _arguments;
    private readonly Dictionary<string, SyntaxTree> _files;

    private EngineSource(CSharpCompilation whole, CSharpCommandLineArguments arguments, string folder)
    {
        (_whole, _arguments) = (whole, arguments);
        _files = whole.SyntaxTrees
            .Where(tree => tree.FilePath.StartsWith(folder + "/", StringComparison.Ordinal))
            .ToDictionary(tree => Path.GetRelativePath(folder, tree.FilePath), StringComparer.Ordinal);
        foreach (var made in _files.Keys.Where(static file => file.StartsWith("obj/", StringComparison.Ordinal)).ToList())
            _files.Remove(made);
    }

    /// <summary>Reads the engine of a lane, which is built.</summary>
    public static async Task<EngineSource> ReadAsync(Lane lane)
    {
        var folder = Path.Combine(lane.Folder, "src/StageTools.Core");
        var answer = await Command.RunAsync(
            "dotnet", folder, Command.NoLimit, "msbuild", "-t:PrepareResources;Compile", "-p:Configuration=Release", "-p:DesignTimeBuild=true",
            "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:NonExistentFile=none", "-getItem:CscCommandLineArgs");
        using var json = JsonDocument.Parse(answer.Output);
        var words = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(static item => item.GetProperty("Identity").GetString()!);
        var arguments = CSharpCommandLineParser.Default.Parse(words, folder, sdkDirectory: null);
        var parsing = arguments.ParseOptions.WithDocumentationMode(DocumentationMode.None);
        var options = arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default)
            .WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty);
        var whole = CSharpCompilation.Create(
            arguments.CompilationName,
            arguments.SourceFiles.AsParallel().AsOrdered().Select(file => Parse(file.Path, parsing)),
            arguments.MetadataReferences.Select(static reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
            options);
        var generators = arguments.AnalyzerReferences.Select(static reference => new AnalyzerFileReference(reference.FilePath, new Loader()))
            .SelectMany(static reference => reference.GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: parsing).RunGeneratorsAndUpdateCompilation(whole, out var generated, out _);
        return new((CSharpCompilation)generated, arguments, folder);
    }

    /// <summary>Every change there is.</summary>
    public IReadOnlyList<Change> Changes() =>
        [.. _files.OrderBy(static file => file.Key, StringComparer.Ordinal).SelectMany(static file => ChangeFinder.Find(file.Key, file.Value))];

    /// <summary>Whether the file of a change is C# with it.</summary>
    public bool Compiles(Change change)
    {
        var (whole, tree) = With(change);
        return !whole.GetSemanticModel(tree).GetDiagnostics().Any(IsError);
    }

    /// <summary>The engine as it is.</summary>
    public byte[] Compile() => Emit(_whole);

    /// <summary>The engine with a change; null where it is no C# elsewhere.</summary>
    public byte[]? Compile(Change change)
    {
        try
        {
            return Emit(With(change).Whole);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The engine that tells who comes by which of the changes; those that nothing tells of are answered.</summary>
    public byte[] CompileWithProbes(IReadOnlyList<Change> changes, out IReadOnlySet<int> untold)
    {
        var probe = Parse(Path.Combine(AppContext.BaseDirectory, "ReachProbe.cs"), (CSharpParseOptions)_files.Values.First().Options);
        var whole = _whole.AddSyntaxTrees(probe);
        var without = new HashSet<int>();
        foreach (var file in changes.Index().GroupBy(static change => change.Item.File, StringComparer.Ordinal))
        {
            var tree = _files[file.Key];
            var text = Probes.Put(tree, file.Select(static change => (change.Index, change.Item.Span)), without);
            whole = whole.ReplaceSyntaxTree(tree, tree.WithChangedText(text));
        }

        untold = without;
        return Emit(whole);
    }

    private static bool IsError(Diagnostic found) => found.Severity == DiagnosticSeverity.Error;

    private static SyntaxTree Parse(string path, CSharpParseOptions options) =>
        CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path), System.Text.Encoding.UTF8), options, path);

    private (CSharpCompilation Whole, SyntaxTree Tree) With(Change change)
    {
        var tree = _files[change.File];
        var changed = tree.WithChangedText(tree.GetText().WithChanges(new TextChange(change.Span, change.Text)));
        return (_whole.ReplaceSyntaxTree(tree, changed), changed);
    }

    private byte[] Emit(CSharpCompilation whole)
    {
        using var assembly = new MemoryStream();
        var result = whole.Emit(assembly, manifestResources: _arguments.ManifestResources, options: _arguments.EmitOptions);
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(IsError).Take(20)));
        return assembly.ToArray();
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
