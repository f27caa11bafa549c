using StageTools.Statements;
using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements;

/// <summary>What the tests of statements do with one.</summary>
internal static class StatementReading
{
    public static Statement Read(string text) => StatementScript.Parse(text).ShouldHaveSingleItem().Statement.ShouldNotBeNull();

    public static T Read<T>(string text)
        where T : Statement => Read(text).ShouldBeOfType<T>();

    /// <summary>Reads a statement, which must print as told, and what is printed must read as the same statement.</summary>
    public static Statement ShouldPrint(string text, string printed)
    {
        var statement = Read(text);
        statement.Print(reveals: true).ShouldBe(printed);
        Read(printed).ShouldBe(statement);
        return statement;
    }
}
