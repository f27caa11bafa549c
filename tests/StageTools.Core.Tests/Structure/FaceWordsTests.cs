using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using StageTools.Hosting;

namespace StageTools.Core.Tests.Structure;

/// <summary>DESIGN, "The house": Core knows nothing of PowerShell, nor of a terminal. What to do about an error is told by the faces, each in its own words.</summary>
public sealed partial class FaceWordsTests
{
    private static readonly object[] Values = ["one", "two"];

    public static TheoryData<AdviceKind> Kinds => [.. Enum.GetValues<AdviceKind>()];

    [Fact]
    public void Core_names_no_cmdlet_and_no_parameter() => Literals().Where(static text => Cmdlet().IsMatch(text)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_advice_has_its_words_in_both_faces(AdviceKind kind)
    {
        var advice = new Advice(kind, Values);
        foreach (var words in (string[])[CmdletAdvice.Of(advice), StatementAdvice.Of(advice)])
        {
            words.ShouldNotBeNullOrWhiteSpace();
            words.ShouldNotEndWith(".");
        }
    }

    [Theory]
    [InlineData("It failed", "It failed.", "It failed; do this.")]
    [InlineData("It failed.", "It failed.", "It failed. do this.")]
    [InlineData("It failed:", "It failed.", "It failed: do this.")]
    public void An_error_is_a_whole_sentence_with_and_without_its_advice(string fact, string untold, string told)
    {
        var error = new StageException(StageErrorCode.OptionInvalid, fact, new Advice(AdviceKind.GiveText), "x");
        error.Message.ShouldBe(untold);
        var face = error.Told(static _ => "do this");
        face.Message.ShouldBe(told);
        face.Target.ShouldBe("x");
        face.Told(static _ => "do that").ShouldBeSameAs(face);
    }

    [Fact]
    public void An_error_in_other_words_keeps_its_advice_and_takes_one_more()
    {
        var first = new StageException(StageErrorCode.OptionInvalid, "It failed", new Advice(AdviceKind.GiveText)) { Line = 3 };
        var error = first.Reworded(static words => $"Of two: {words.TrimEnd('.')}", "x", first, new Advice(AdviceKind.GiveRegion));
        error.Message.ShouldBe("Of two: It failed.");
        error.Told(static advice => $"see {advice.Kind}").Message.ShouldBe("Of two: It failed; see GiveText; see GiveRegion.");
        error.Line.ShouldBe(3);
    }

    /// <summary>All string literals of the engine's code.</summary>
    private static List<string> Literals()
    {
        using var file = File.OpenRead(typeof(StageEngine).Assembly.Location);
        using var assembly = new PEReader(file);
        var reader = assembly.GetMetadataReader();
        var literals = new List<string>();
        for (var at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = reader.GetNextHandle(at))
            literals.Add(reader.GetUserString(at));

        literals.Count.ShouldBeGreaterThan(1000);
        return literals;
    }

    // Verbs that PowerShell approves, and a parameter behind a blank or a bracket.
    [GeneratedRegex(
        @"\b(Add|Clear|Compare|Convert(From|To)?|Copy|Disable|Dismount|Enable|Enter|Exit|Export|Find|Get|Grant|Import|Initialize|Install|Invoke|Join|Measure|Merge|Mount|Move|New|Open|Out|Publish|Read|Register|Remove|Rename|Repair|Reset|Resolve|Restore|Revoke|Save|Select|Send|Set|Show|Split|Start|Stop|Switch|Sync|Test|Undo|Unregister|Update|Use|Wait|Write)-[A-Z][a-z]|(^|[ (])-(?!Infinity)[A-Z][A-Za-z]+",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Cmdlet();
}
