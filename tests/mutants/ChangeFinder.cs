using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StageTools.Mutants;

/// <summary>Finds every small change that a file of the engine can have, one a place.</summary>
internal sealed class ChangeFinder : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, string> Operators = new()
    {
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
        [SyntaxKind.EqualsEqualsToken] = "!=",
        [SyntaxKind.ExclamationEqualsToken] = "==",
        [SyntaxKind.AmpersandAmpersandToken] = "||",
        [SyntaxKind.BarBarToken] = "&&",
        [SyntaxKind.AndKeyword] = "or",
        [SyntaxKind.OrKeyword] = "and",
        [SyntaxKind.PlusToken] = "-",
        [SyntaxKind.MinusToken] = "+",
        [SyntaxKind.PlusEqualsToken] = "-=",
        [SyntaxKind.MinusEqualsToken] = "+=",
    };

    private static readonly Dictionary<string, string> Names = new[]
    {
        ("First", "Last"), ("FirstOrDefault", "LastOrDefault"), ("StartsWith", "EndsWith"),
        ("IndexOf", "LastIndexOf"), ("IndexOfAny", "LastIndexOfAny"), ("TrimStart", "TrimEnd"), ("Min", "Max"), ("Ordinal", "OrdinalIgnoreCase"),
    }.SelectMany(static pair => new[] { pair, (pair.Item2, pair.Item1) }).ToDictionary(StringComparer.Ordinal);

    // They hold by the compiler, or say nothing to anybody outside.
    private static readonly string[] NoLoss = ["ThrowIfNull", "ThrowIfNullOrEmpty", "SuppressFinalize", "Assert"];

    private readonly string _file;
    private readonly SourceText _source;
    private readonly List<Change> _found = [];

    private ChangeFinder(string file, SourceText source) => (_file, _source) = (file, source);

    /// <summary>All of them, in the order of the text.</summary>
    public static IReadOnlyList<Change> Find(string file, SyntaxTree tree)
    {
        var finder = new ChangeFinder(file, tree.GetText());
        finder.Visit(tree.GetRoot());
        return finder._found;
    }

    public override void VisitAttributeList(AttributeListSyntax node)
    {
    }

    public override void VisitEnumMemberDeclaration(EnumMemberDeclarationSyntax node)
    {
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        Operator(node.OperatorToken);
        base.VisitBinaryExpression(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        Operator(node.OperatorToken);
        base.VisitAssignmentExpression(node);
    }

    public override void VisitRelationalPattern(RelationalPatternSyntax node)
    {
        Operator(node.OperatorToken);
        base.VisitRelationalPattern(node);
    }

    public override void VisitBinaryPattern(BinaryPatternSyntax node)
    {
        Operator(node.OperatorToken);
        base.VisitBinaryPattern(node);
    }

    public override void VisitUnaryPattern(UnaryPatternSyntax node)
    {
        Add(TextSpan.FromBounds(node.SpanStart, node.Pattern.SpanStart), "", "not taken away");
        base.VisitUnaryPattern(node);
    }

    public override void VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        if (node.Pattern is not UnaryPatternSyntax)
            Add(node.Pattern.Span, $"not ({node.Pattern})", "negated pattern");
        base.VisitIsPatternExpression(node);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.LogicalNotExpression))
            Add(node.OperatorToken.Span, "", "! taken away");
        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitIfStatement(IfStatementSyntax node)
    {
        Negate(node.Condition);
        base.VisitIfStatement(node);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Negate(node.Condition);
        base.VisitWhileStatement(node);
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        Add(TextSpan.FromBounds(node.WhenTrue.SpanStart, node.WhenFalse.Span.End), $"{node.WhenFalse} : {node.WhenTrue}", "swapped branches");
        base.VisitConditionalExpression(node);
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        switch (node.Token.Value)
        {
            case bool value when !IsConfigureAwait(node):
                Add(node.Span, value ? "false" : "true", "boolean");
                break;
            case int or long or uint or ulong when long.TryParse(node.Token.Text, CultureInfo.InvariantCulture, out var value):
                Add(node.Span, (value > 0 && node.SpanStart % 2 == 0 ? value - 1 : value + 1).ToString(CultureInfo.InvariantCulture), "integer");
                break;
        }

        base.VisitLiteralExpression(node);
    }

    public override void VisitElementAccessExpression(ElementAccessExpressionSyntax node)
    {
        if (node.ArgumentList.Arguments is [var index] && index.ToString() is "0" or "^1")
            Add(index.Span, index.ToString() == "0" ? "^1" : "0", "first or last");
        base.VisitElementAccessExpression(node);
    }

    public override void VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var called = node.Expression is AwaitExpressionSyntax awaited ? awaited.Expression : node.Expression;
        while (called is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } task })
            called = task.Expression;
        if (called is ConditionalAccessExpressionSyntax || (called is InvocationExpressionSyntax call && !NoLoss.Contains(Name(call))))
            Add(node.Span, ";", "call taken away");
        base.VisitExpressionStatement(node);
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (node.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax && Names.TryGetValue(node.Identifier.Text, out var other))
            Add(node.Span, other, "another name");
        base.VisitIdentifierName(node);
    }

    private static bool IsConfigureAwait(LiteralExpressionSyntax node) =>
        node.Parent?.Parent?.Parent is InvocationExpressionSyntax call && Name(call) == "ConfigureAwait";

    private static string? Name(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.Text;

    // What stands in a comparison, a pattern or behind a "!" is changed there.
    private void Negate(ExpressionSyntax condition)
    {
        if (condition is not (IsPatternExpressionSyntax or PrefixUnaryExpressionSyntax)
            && !condition.IsKind(SyntaxKind.EqualsExpression) && !condition.IsKind(SyntaxKind.NotEqualsExpression))
            Add(condition.Span, $"!({condition})", "negated condition");
    }

    private void Operator(SyntaxToken token)
    {
        if (Operators.TryGetValue(token.Kind(), out var other))
            Add(token.Span, other, "operator");
    }

    private void Add(TextSpan span, string text, string kind) => _found.Add(Change.In(_file, _source, span, text, kind));
}
