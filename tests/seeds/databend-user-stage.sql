LIST @~;
