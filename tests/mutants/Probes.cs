using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StageTools.Mutants;

/// <summary>Puts a call of the probe before the statement of each change, or into the body that is one expression.</summary>
internal static class Probes
{
    /// <summary>A file with its probes. What no statement is reached for, as a static field's value, is added to <paramref name="untold"/>.</summary>
    public static SourceText Put(SyntaxTree tree, IEnumerable<(int Id, TextSpan Span)> changes, HashSet<int> untold)
    {
        var root = tree.GetRoot();
        var calls = new Dictionary<SyntaxNode, string>();
        foreach (var (id, span) in changes)
        {
            if (Place(root.FindNode(span, getInnermostNodeForTie: true)) is { } place)
                calls[place] = calls.GetValueOrDefault(place, "") + $"global::StageTools.ReachProbe.Reach({id}); ";
            else
                untold.Add(id);
        }

        return tree.GetText().WithChanges(calls.SelectMany(static call => Edits(call.Key, call.Value)).OrderBy(static edit => edit.Span.Start));
    }

    private static SyntaxNode? Place(SyntaxNode node)
    {
        // A static constructor runs once, for whoever comes first.
        foreach (var around in node.AncestorsAndSelf())
        {
            switch (around)
            {
                case StatementSyntax and not (LocalFunctionStatementSyntax or BlockSyntax) when around.Parent is BlockSyntax or SwitchSectionSyntax:
                    return IsInStatic(around) ? null : around;
                case ArrowExpressionClauseSyntax when around.Parent is not (ConversionOperatorDeclarationSyntax or OperatorDeclarationSyntax):
                    return around;
            }
        }

        return null;
    }

    private static bool IsInStatic(SyntaxNode node) =>
        node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is { } constructor && constructor.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static IEnumerable<TextChange> Edits(SyntaxNode place, string calls)
    {
        if (place is not ArrowExpressionClauseSyntax arrow)
        {
            yield return new(new(place.SpanStart, 0), calls);
            yield break;
        }

        var (open, close) = arrow.Parent is PropertyDeclarationSyntax or IndexerDeclarationSyntax ? ("{ get {", "} }") : ("{", "}");
        var word = arrow.Expression is ThrowExpressionSyntax || IsOfNothing(arrow.Parent!) ? "" : "return ";
        yield return new(arrow.ArrowToken.Span, $"{open} {calls}{word}");
        yield return new(arrow.Parent!.GetLastToken().Span, $"; {close}");
    }

    // A body whose expression is a statement.
    private static bool IsOfNothing(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax method => IsNothing(method.ReturnType, method.Modifiers),
        LocalFunctionStatementSyntax method => IsNothing(method.ReturnType, method.Modifiers),
        AccessorDeclarationSyntax accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        ConstructorDeclarationSyntax or DestructorDeclarationSyntax => true,
        _ => false,
    };

    private static bool IsNothing(TypeSyntax type, SyntaxTokenList modifiers) =>
        type.ToString() is "void" || (type.ToString() is "Task" or "ValueTask" && modifiers.Any(SyntaxKind.AsyncKeyword));
}
